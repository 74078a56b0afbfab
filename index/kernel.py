"""The k best sentences of a question, window by window, compiled by numba: the same hits and scores as index.pruning.

Scores are first bounded from above in small whole numbers. In each window the postings of the terms are summed up, but
for those of long lists that few sentences need (MaxScore, Turtle and Flood 1995): these are looked up for the sentences
that can still come in. Terms stored as columns are summed up only where they alone can bring a sentence in. What may
come in then is scored exactly, in the terms' order.

A question waits for memory more than it computes. So all of it is one call, with numbers for arguments; what it needs
of its terms is asked for at once; and it works where the one before worked. What the processor can't foresee costs more
than what it computes: the loops over postings have no branches in them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numba.np.numpy_support import carray
from numba.np.unsafe.ndarray import to_fixed_tuple

from index.layout import COUNT_BITS, COUNT_CAP, WINDOW, WINDOW_BITS

# What the bounds of a sentence may be together. Sums of some windows stand above one another before all are cleared.
_SPAN = 8_000
_TOP = (1 << 16) - 1
# Counts from here on have the bound of an endless one.
_EXACT = 8
# With more sentences left, a column is added as a whole.
_MANY = 32
# So many sentences wait for their scores: most are behind better ones until then.
MET = 512
# Reading so many postings costs as much as looking up one sentence.
_READ = 10
# Postings are asked of memory so long before they are read.
_AHEAD = 256
_LINE = 64
_CAREFUL = 1 - 1e-9
ROW = COUNT_CAP + 1
_FREE = 0xFFFFFFFF
_CRC32 = 0xEDB88320

# What numba compiles has no types of its own here: they are those of the arguments.
# All in one piece: an Index and a Space would be copied, number by number, for each call.
_inlined: Any = njit(forceinline=True)


class Index(NamedTuple):
    """The addresses of what a ranker knows (see index.vocabulary, index.layout, index.scoring), and some numbers.

    terms: four numbers a term in one line of memory: where its text begins and how long it is (16 bits); where its
    postings begin; how many these are, and its row in `frequent` and 1, or 0 (32 bits); its idf. mask: of the slots.
    """

    text: int
    slots: int
    terms: int
    postings: int
    cuts: int
    maxima: int
    column_of: int
    columns: int
    large: int
    large_counts: int
    order: int
    length_starts: int
    norms: int
    shares: int
    mask: int
    num_large: int
    num_places: int
    num_windows: int


class Space(NamedTuple):
    """The addresses of where one question at a time is worked out, of T terms, in W windows.

    weights: those of its terms. found: the hits, as id, score and rank; ids, scores: the places of those so far.

    numbers, factors: the terms and their weights with idf, in the order in which a score is summed up. turns: their
    places there, those with the fewest sentences first and columns last; in this order: columns, the row of each in the
    index's, or -1; begins[T, W + 1]: where the postings of each window begin; tops[T, W]: the largest count there;
    bounds[T, 64]: by count, for sentences of a window; rest[T + 1]: what the terms from each on add at most.

    total: above `floor`, the sum of bounds for each sentence of a window; left: those that can come in; met: place,
    bound and window's code of those whose scores are still to be found; sure: what the k best score at least by their
    bounds, falling.
    """

    weights: int
    found: int
    ids: int
    scores: int
    numbers: int
    factors: int
    turns: int
    columns: int
    rest: int
    begins: int
    tops: int
    bounds: int
    total: int
    left: int
    floor: int
    met: int
    sure: int


def _place(kind: Any, builder: Any, arguments: Any) -> Any:
    """A pointer to a cell, by the address of the first and the cell's number."""
    return builder.gep(builder.inttoptr(arguments[0], kind.as_pointer()), [arguments[1]])


def _reader(kind: Any) -> Any:
    """Reads a cell, by the address of the first and the cell's number; whole numbers are none below zero."""

    def reading(_: Any, at: Any, i: Any) -> Any:  # noqa: ARG001 - numba calls it by its signature
        def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            value = builder.load(_place(kind, builder, arguments))
            narrow = isinstance(kind, ir.IntType) and kind.width < _WORD.width
            return builder.zext(value, _WORD) if narrow else value

        return (types.float64 if kind is _FLOAT else types.int64)(types.int64, types.int64), code

    return intrinsic(reading)


def _writer(kind: Any) -> Any:
    """Writes a cell."""

    def writing(_: Any, at: Any, i: Any, value: Any) -> Any:  # noqa: ARG001
        def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            narrow = isinstance(kind, ir.IntType) and kind.width < _WORD.width
            value = builder.trunc(arguments[2], kind) if narrow else arguments[2]
            builder.store(value, _place(kind, builder, arguments))
            return context.get_dummy_value()

        return types.void(types.int64, types.int64, types.float64 if kind is _FLOAT else types.int64), code

    return intrinsic(writing)


def _prefetching(_: Any, at: Any) -> Any:  # noqa: ARG001
    """Asks memory for what is at an address, if anything is, without waiting for it."""

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        number = ir.IntType(32)
        place = builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())
        shape = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        builder.call(builder.module.declare_intrinsic("llvm.prefetch", [place.type], shape),
                     [place, number(0), number(3), number(1)])  # fmt: skip
        return context.get_dummy_value()

    return types.void(types.int64), code


def _pointing(_: Any, at: Any) -> Any:  # noqa: ARG001
    """An address as a pointer."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.voidptr(types.int64), code


_WORD, _FLOAT = ir.IntType(64), ir.DoubleType()
_byte, _short, _half, _word = (_reader(ir.IntType(bits)) for bits in (8, 16, 32, 64))
_float = _reader(_FLOAT)
_put_byte, _put_short, _put_word = (_writer(ir.IntType(bits)) for bits in (8, 16, 64))
_put_float = _writer(_FLOAT)
_prefetch: Any = intrinsic(_prefetching)
_pointer: Any = intrinsic(_pointing)
_cells: Any = carray
_to_tuple: Any = to_fixed_tuple


@_inlined
def _ask(at, size):  # type: ignore[no-untyped-def]
    """Asks memory for so many bytes."""
    for j in range(0, size, _LINE):
        _prefetch(at + j)


@_inlined
def _hash(text, start, end):  # type: ignore[no-untyped-def]
    """zlib's crc32 of a part of a text."""
    crc = 0xFFFFFFFF
    for j in range(start, end):
        crc ^= _byte(text, j)
        for _ in range(8):
            crc = (crc >> 1) ^ (_CRC32 & -(crc & 1))
    return crc ^ 0xFFFFFFFF


@_inlined
def _understood(index, space, asked, num_bytes, expected, weighed):  # type: ignore[no-untyped-def]
    """How many known terms a question has, whose numbers and factors are in the space then; -1 as `best` says."""
    starts, slots = space.columns, space.turns
    num_asked, start = 0, 0
    for j in range(num_bytes + 1):
        if j == num_bytes or _byte(asked, j) == 10:
            if num_asked == expected:
                return -1
            slot = _hash(asked, start, j) & index.mask
            _prefetch(index.slots + 4 * slot)
            _put_word(starts, num_asked, start)
            _put_word(slots, num_asked, slot)
            num_asked, start = num_asked + 1, j + 1
    if num_asked != expected:
        return -1
    _put_word(starts, num_asked, num_bytes + 1)
    for t in range(num_asked):
        _prefetch(index.terms + 32 * _half(index.slots, _word(slots, t)))
    for t in range(num_asked):
        number = _half(index.slots, _word(slots, t))
        if number != _FREE:
            _prefetch(index.text + (_word(index.terms, 4 * number) >> 16))
    num_terms = 0
    for t in range(num_asked):
        start = _word(starts, t)
        number = _number(index, asked + start, _word(starts, t + 1) - 1 - start, _word(slots, t))
        if number < 0:
            continue
        weight = _float(space.weights, t) if weighed else 1.0
        same = 0
        while same < num_terms and _word(space.numbers, same) != number:
            same += 1
        if same < num_terms:
            weight += _float(space.factors, same)
        else:
            _put_word(space.numbers, same, number)
            num_terms += 1
        _put_float(space.factors, same, weight)
    return num_terms if _weigh(index, space, num_terms) else -1


@_inlined
def _number(index, term, size, slot):  # type: ignore[no-untyped-def]
    """The term's number; -1 for a term that is not there."""
    while _half(index.slots, slot) != _FREE:
        number = _half(index.slots, slot)
        start = _word(index.terms, 4 * number) >> 16
        if _word(index.terms, 4 * number) & 0xFFFF == size:
            j = 0
            while j < size and _byte(index.text, start + j) == _byte(term, j):
                j += 1
            if j == size:
                return number
        slot = (slot + 1) & index.mask
    return -1


@_inlined
def _weigh(index, space, num_terms):  # type: ignore[no-untyped-def]
    """Makes weights factors, and orders the terms by them, the largest first; whether all are above 0."""
    for t in range(num_terms):
        number = _word(space.numbers, t)
        factor = _float(space.factors, t) * _float(index.terms, 4 * number + 3)
        if not factor > 0.0:
            return False
        at = t
        while at > 0 and _float(space.factors, at - 1) < factor:
            _put_word(space.numbers, at, _word(space.numbers, at - 1))
            _put_float(space.factors, at, _float(space.factors, at - 1))
            at -= 1
        _put_word(space.numbers, at, number)
        _put_float(space.factors, at, factor)
    return True


@_inlined
def _by_size(index, space, num_terms):  # type: ignore[no-untyped-def]
    """Orders the terms by size; how many are no columns."""
    sizes, width, num_lists = space.rest, index.num_windows + 1, 0
    for t in range(num_terms):
        number = _word(space.numbers, t)
        row, offset, size = _row(index, number), _word(index.terms, 4 * number + 1), _size(index, number)
        if row >= 0:
            _ask(index.cuts + 4 * row * width, 4 * width)
            _ask(index.maxima + row * index.num_windows, width)
        if size:
            num_lists += 1
            _ask(index.postings + 4 * offset, 4 * min(size, _AHEAD))
        else:
            size = (1 << 32) + _half(index.cuts, row * width + index.num_windows)
        at = t
        while at > 0 and _word(sizes, at - 1) > size:
            _put_word(sizes, at, _word(sizes, at - 1))
            _put_word(space.turns, at, _word(space.turns, at - 1))
            at -= 1
        _put_word(sizes, at, size)
        _put_word(space.turns, at, t)
    return num_lists


@_inlined
def _row(index, number):  # type: ignore[no-untyped-def]
    return (_word(index.terms, 4 * number + 2) & 0xFFFFFFFF) - 1


@_inlined
def _size(index, number):  # type: ignore[no-untyped-def]
    return _word(index.terms, 4 * number + 2) >> 32


@_inlined
def _make_ready(index, space, num_terms, scale):  # type: ignore[no-untyped-def]
    """Finds columns, begins, tops, and the bounds that are the same in all windows."""
    windows = index.num_windows
    for i in range(num_terms):
        t = _word(space.turns, i)
        number = _word(space.numbers, t)
        row, offset = _row(index, number), _word(index.terms, 4 * number + 1)
        begins, tops = space.begins + 8 * i * (windows + 1), space.tops + i * windows
        _put_word(space.columns, i, -1)
        if row >= 0:
            column = _half(index.column_of, row)
            _put_word(space.columns, i, -1 if column == _FREE else column)
            for w in range(windows + 1):
                _put_word(begins, w, offset + _half(index.cuts, row * (windows + 1) + w))
            for w in range(windows):
                _put_byte(tops, w, _byte(index.maxima, row * windows + w))
        else:
            _walk(index, offset, offset + _size(index, number), begins, tops)
        most = np.int64(np.ceil(_float(space.factors, t) * scale * _float(index.shares, COUNT_CAP)))
        _put_short(space.bounds, i * ROW, 0)
        for count in range(_EXACT, ROW):
            _put_short(space.bounds, i * ROW + count, most)


@_inlined
def _walk(index, first, last, begins, tops):  # type: ignore[no-untyped-def]
    """Finds where each window begins among some postings, and the largest count there."""
    for w in range(index.num_windows):
        _put_byte(tops, w, 0)
    w = 0
    for j in range(first, last):
        cell = _half(index.postings, j)
        held = cell >> (COUNT_BITS + WINDOW_BITS)
        while w <= held:
            _put_word(begins, w, j)
            w += 1
        _put_byte(tops, held, max(_byte(tops, held), cell & COUNT_CAP))
    while w <= index.num_windows:
        _put_word(begins, w, last)
        w += 1


@_inlined
def _code(index, place, code):  # type: ignore[no-untyped-def]
    """The row of a sentence's length; that of an earlier place is given."""
    while _half(index.length_starts, code + 1) <= place:
        code += 1
    return code


@_inlined
def _bound(index, space, num_terms, scale, w, last_code):  # type: ignore[no-untyped-def]
    """Bounds for the sentences of a window, and what the terms add there at most; the code of its shortest."""
    code = _code(index, w << WINDOW_BITS, max(last_code, 0))
    rest = 0
    _put_word(space.rest, num_terms, rest)
    for i in range(num_terms - 1, -1, -1):
        if code != last_code:
            factor = _float(space.factors, _word(space.turns, i)) * scale
            for count in range(1, _EXACT):
                share = _float(index.shares, code * ROW + count)
                _put_short(space.bounds, i * ROW + count, np.int64(np.ceil(factor * share)))
        rest += _short(space.bounds, i * ROW + _byte(space.tops, i * index.num_windows + w))
        _put_word(space.rest, i, rest)
    return code


@_inlined
def _search_lists(index, space, num_terms, num_lists, scale, k):  # type: ignore[no-untyped-def]
    """Meets all sentences that hold a term which is no column; how many are held then, and the least bound."""
    held, num_met, num_sure, least, code = 0, 0, 0, 1, -1
    for w in range(index.num_windows):
        code = _bound(index, space, num_terms, scale, w, code)
        if _word(space.rest, 0) < least:
            continue
        summed, read = _worth_reading(index, space, num_lists, least, w)
        if read == 0:
            continue
        floor = _next_floor(space)
        base = w << WINDOW_BITS
        # Places among all are then places in the window.
        total, num_left = space.total - 2 * base, 0
        limit = floor + max(1, least - _word(space.rest, summed))
        for i in range(summed):
            begin = i * (index.num_windows + 1) + w
            num_left = _add(total, space.left, num_left, index.postings, _word(space.begins, begin),
                            _word(space.begins, begin + 1), space.bounds + 2 * i * ROW, floor, limit)  # fmt: skip
        for i in range(summed, num_lists):
            # Looked up in the next window: steps of a search wait for each other.
            begin = i * (index.num_windows + 1) + min(w + 1, index.num_windows - 1)
            size = _word(space.begins, begin + 1) - _word(space.begins, begin)
            _ask(index.postings + 4 * _word(space.begins, begin), 4 * size)
        for i in range(summed, num_terms):
            if num_left == 0:
                break
            _look_up(index, space, total, num_left, i, w)
            num_left = _still(total, space.left, num_left, floor + max(1, least - _word(space.rest, i + 1)))
        part = 0.0
        for j in range(num_left):
            place = _word(space.left, j)
            bound = _short(total, place) - floor
            if bound < least:
                continue
            if num_met == MET:
                held, least = _settle(index, space, num_terms, scale, k, held, num_met, least)
                num_met = 0
            _put_word(space.met, 3 * num_met, place)
            _put_word(space.met, 3 * num_met + 1, bound)
            _put_word(space.met, 3 * num_met + 2, code)
            num_met += 1
            if part == 0.0:
                part = _part(index, space, num_terms, w, code)
            num_sure = _keep(space.sure, num_sure, k, np.int64((bound - num_terms) * part))
            if num_sure == k:
                least = max(least, _word(space.sure, k - 1))
    return _settle(index, space, num_terms, scale, k, held, num_met, least)


@_inlined
def _part(index, space, num_terms, w, code):  # type: ignore[no-untyped-def]
    """What part of its bound, before that is rounded up, each sentence of a window scores at least."""
    last = _code(index, min((w + 1) << WINDOW_BITS, index.num_places) - 1, code)
    part = _float(index.shares, last * ROW + 1) / _float(index.shares, code * ROW + 1)
    for i in range(num_terms):
        if _byte(space.tops, i * index.num_windows + w) >= _EXACT:
            part = min(part, _float(index.shares, last * ROW + _EXACT) / _float(index.shares, COUNT_CAP))
    return part * _CAREFUL


@_inlined
def _keep(kept, num_kept, k, number):  # type: ignore[no-untyped-def]
    """How many numbers are kept, the k largest in falling order, after one more."""
    at = num_kept
    if num_kept == k:
        at -= 1
        if _word(kept, at) >= number:
            return num_kept
    while at > 0 and _word(kept, at - 1) < number:
        _put_word(kept, at, _word(kept, at - 1))
        at -= 1
    _put_word(kept, at, number)
    return min(num_kept + 1, k)


@_inlined
def _settle(index, space, num_terms, scale, k, held, num_met, least):  # type: ignore[no-untyped-def]
    """Scores the sentences that were met; how many are held then, and the least bound."""
    for j in range(num_met):
        if _word(space.met, 3 * j + 1) >= least:
            place, code = _word(space.met, 3 * j), _word(space.met, 3 * j + 2)
            held = _insert(index, space, num_terms, k, held, place, code)
            least = _least(space, scale, k, held, least)
    return held, least


@_inlined
def _next_floor(space):  # type: ignore[no-untyped-def]
    """What stands for 0 in the next sums: no sum so far is above it."""
    floor = _word(space.floor, 0)
    if floor + _SPAN > _TOP:
        for j in range(WINDOW // 4):
            _put_word(space.total, j, 0)
        floor = 0
    _put_word(space.floor, 0, floor + _SPAN)
    return floor


@_inlined
def _least(space, scale, k, held, least):  # type: ignore[no-untyped-def]
    """The bound that a sentence must have to come in."""
    return max(least, np.int64(_float(space.scores, k - 1) * _CAREFUL * scale)) if held == k else least


@_inlined
def _worth_reading(index, space, num_lists, least, w):  # type: ignore[no-untyped-def]
    """How many lists are summed up in a window, and their postings there.

    Those without which no sentence comes in; and those so short that reading them is cheaper than looking them up for
    the sentences that hold one of the terms before.
    """
    summed, read = 0, 0
    while summed < num_lists:
        begin = summed * (index.num_windows + 1) + w
        size = _word(space.begins, begin + 1) - _word(space.begins, begin)
        limit = least - _word(space.rest, summed)
        if limit > 0:
            wanted = 0
            for i in range(summed):
                begin = i * (index.num_windows + 1) + w
                if _short(space.bounds, i * ROW + 1) >= limit:
                    wanted += _word(space.begins, begin + 1) - _word(space.begins, begin)
            if size > _READ * wanted:
                break
        read += size
        summed += 1
    return summed, read


@_inlined
def _look_up(index, space, total, num_left, i, w):  # type: ignore[no-untyped-def]
    """Adds a term's bounds for the sentences that are left."""
    column, bounds = _word(space.columns, i), space.bounds + 2 * i * ROW
    if column >= 0:
        counts = index.columns + column * index.num_places
        for j in range(num_left):
            place = _word(space.left, j)
            _put_short(total, place, _short(total, place) + _short(bounds, _byte(counts, place)))
    else:
        begin = i * (index.num_windows + 1) + w
        low, high = _word(space.begins, begin), _word(space.begins, begin + 1)
        for j in range(num_left):
            place = _word(space.left, j)
            _put_short(total, place, _short(total, place) + _short(bounds, _count(index, low, high, place)))


@_inlined
def _search_columns(index, space, num_terms, num_lists, scale, k, held, least):  # type: ignore[no-untyped-def]
    """Meets the sentences that hold columns alone, in windows where these can bring one in; how many are held then."""
    code = -1
    for w in range(index.num_windows):
        code = _bound(index, space, num_terms, scale, w, code)
        if _word(space.rest, num_lists) < least:
            continue
        base = w << WINDOW_BITS
        size = min(WINDOW, index.num_places - base)
        total = _cells(_pointer(space.total), (WINDOW,), np.uint16)
        total[:] = 0
        _put_word(space.floor, 0, _SPAN)
        i = num_lists
        while i < num_terms:
            first = index.columns + _word(space.columns, i) * index.num_places + base
            _ask(first + size, min(WINDOW, index.num_places - base - size))
            column = _cells(_pointer(first), (size,), np.uint8)
            most = _word(space.rest, i) - _word(space.rest, i + 1)
            _add_column(total, column, _short(space.bounds, i * ROW + 1), _short(space.bounds, i * ROW + 2), most)
            i += 1
            if _word(space.rest, i) < least and _is_few(total, least - _word(space.rest, i)):
                break
        num_left = _over(total, space.left, max(1, least - _word(space.rest, i)))
        for j in range(num_left):
            place, bound = base + _word(space.left, j), 0
            for i in range(num_lists, num_terms):
                count = _byte(index.columns, _word(space.columns, i) * index.num_places + place)
                bound += _short(space.bounds, i * ROW + count)
            if bound >= least and not _is_listed(index, space, num_lists, place):
                held = _insert(index, space, num_terms, k, held, place, code)
                least = _least(space, scale, k, held, least)
    return held


@_inlined
def _is_listed(index, space, num_lists, place):  # type: ignore[no-untyped-def]
    """Whether a sentence holds a term that is no column."""
    held = 0
    for i in range(num_lists):
        held |= _count_of(index, space, i, place)
    return held > 0


@_inlined
def _count_of(index, space, i, place):  # type: ignore[no-untyped-def]
    """The count of the i-th list's term at a place."""
    begin = i * (index.num_windows + 1) + (place >> WINDOW_BITS)
    return _count(index, _word(space.begins, begin), _word(space.begins, begin + 1), place)


@_inlined
def _score(index, space, num_terms, place, code):  # type: ignore[no-untyped-def]
    code, score = _code(index, place, code), 0.0
    for t in range(num_terms):
        i = 0
        while _word(space.turns, i) != t:
            i += 1
        column = _word(space.columns, i)
        if column >= 0:
            count = _byte(index.columns, column * index.num_places + place)
        else:
            count = _count_of(index, space, i, place)
        if count == COUNT_CAP:
            large = _cells(_pointer(index.large), (index.num_large,), np.uint64)
            many = _short(index.large_counts, np.searchsorted(large, np.uint64(_word(space.numbers, t) << 32 | place)))
            share = many * _float(index.shares, COUNT_CAP) / (many + _float(index.norms, code))
        else:
            share = _float(index.shares, code * ROW + count)
        score += _float(space.factors, t) * share
    return score


@_inlined
def _insert(index, space, num_terms, k, held, place, code):  # type: ignore[no-untyped-def]
    """How many hits are held after a sentence came in where it belongs; their ids are places so far."""
    score, at = _score(index, space, num_terms, place, code), held
    if held == k:
        at -= 1
        if not _is_before(index, space, at, score, place):
            return held
    while at > 0 and _is_before(index, space, at - 1, score, place):
        _put_float(space.scores, at, _float(space.scores, at - 1))
        _put_word(space.ids, at, _word(space.ids, at - 1))
        at -= 1
    _put_float(space.scores, at, score)
    _put_word(space.ids, at, place)
    return min(held + 1, k)


@_inlined
def _is_before(index, space, at, score, place):  # type: ignore[no-untyped-def]
    """Whether a sentence comes before the one held there."""
    other = _float(space.scores, at)
    if score != other:
        return score > other
    return _half(index.order, place) < _half(index.order, _word(space.ids, at))


@_inlined
def _add(total, left, num_left, postings, low, high, bounds, floor, limit):  # type: ignore[no-untyped-def]
    """Adds the bounds of some postings; how many places reached the limit."""
    for j in range(low, high):
        _prefetch(postings + 4 * (j + _AHEAD))
        cell = _half(postings, j)
        place = cell >> COUNT_BITS
        added = _short(bounds, cell & COUNT_CAP)
        after = max(_short(total, place), floor) + added
        _put_short(total, place, after)
        _put_word(left, num_left, place)
        # It came from below the limit.
        num_left += (after >= limit) & (after - added < limit)
    return num_left


@_inlined
def _still(total, left, num_left, limit):  # type: ignore[no-untyped-def]
    """How many of the places have so high a total."""
    stay = 0
    for j in range(num_left):
        place = _word(left, j)
        _put_word(left, stay, place)
        stay += _short(total, place) >= limit
    return stay


@_inlined
def _add_column(total, column, once, twice, most):  # type: ignore[no-untyped-def]
    one, two = min(once, most), min(twice, most)
    one, second, more = np.uint16(one), np.uint16(two - one), np.uint16(most - two)
    # Without a branch, so that it is done for many sentences at once.
    for j in range(len(column)):
        count = column[j]
        total[j] += np.uint16(count > 0) * one + np.uint16(count > 1) * second + np.uint16(count > 2) * more


@_inlined
def _is_few(total, least):  # type: ignore[no-untyped-def]
    """Whether so few have so high a total that they are looked up one by one."""
    bound, found = np.uint16(least), np.int64(0)
    for first in range(0, WINDOW, _LINE):
        some = np.uint16(0)
        for j in range(first, first + _LINE):
            some = np.uint16(some + np.uint16(total[j] >= bound))
        found += np.int64(some)
    return found <= _MANY


@_inlined
def _over(total, left, least):  # type: ignore[no-untyped-def]
    """How many places have so high a total."""
    num_left, bound = 0, np.uint16(least)
    for first in range(0, WINDOW, _LINE):
        found = np.uint16(0)
        for j in range(first, first + _LINE):
            found = np.uint16(found | np.uint16(total[j] >= bound))
        if found:
            for j in range(first, first + _LINE):
                _put_word(left, num_left, j)
                num_left += total[j] >= bound
    return num_left


@_inlined
def _count(index, low, high, place):  # type: ignore[no-untyped-def]
    """The count at a place among some postings; 0 where it is not there."""
    last = place << COUNT_BITS | COUNT_CAP
    size = high - low
    if size == 0:
        return 0
    while size > 1:
        half = size >> 1
        low += half & ((_half(index.postings, low + half) - last - 1) >> 63)
        size -= half
    cell = _half(index.postings, low)
    return (cell & COUNT_CAP) * (cell >> COUNT_BITS == place)


_NUM_INDEX, _NUM_SPACE = len(Index._fields), len(Space._fields)


# Last, as its types are given: it is compiled now, or read from what was. It keeps the interpreter's lock: others wait
# for a question less than they do for any thread, and giving the lock up and taking it again is a part of its time.
@njit("int64(int64, int64, int64, int64, int64, boolean, int64)", cache=True)
def best(index_at, space_at, asked, num_bytes, num_terms, weighed, k):  # type: ignore[no-untyped-def]
    """How many hits a question has, which are in its space then, best first, equal ones in reading order.

    The first three are addresses: of an Index, a Space, and the terms with line feeds between them. -1 where this
    search is not for the question: a term has a weight of 0 or less, or holds a line feed.
    """
    index = Index(*_to_tuple(_cells(_pointer(index_at), (_NUM_INDEX,), np.int64), _NUM_INDEX))
    space = Space(*_to_tuple(_cells(_pointer(space_at), (_NUM_SPACE,), np.int64), _NUM_SPACE))
    num_terms = _understood(index, space, asked, num_bytes, num_terms, weighed)
    if num_terms <= 0:
        return num_terms
    # Sums stand all over it: it comes while the terms' rows do.
    _ask(space.total, 2 * WINDOW)
    num_lists = _by_size(index, space, num_terms)
    whole = 0.0
    for t in range(num_terms):
        whole += _float(space.factors, t)
    # Rounding up adds less than 1 a term.
    scale = (_SPAN - num_terms - 1) / (whole * _float(index.shares, COUNT_CAP))
    _make_ready(index, space, num_terms, scale)
    held, least = _search_lists(index, space, num_terms, num_lists, scale, k)
    if num_lists < num_terms:
        held = _search_columns(index, space, num_terms, num_lists, scale, k, held, least)
    for i in range(held):
        _put_word(space.found, 3 * i, _half(index.order, _word(space.ids, i)))
        _put_float(space.found, 3 * i + 1, _float(space.scores, i))
        _put_word(space.found, 3 * i + 2, i + 1)
    return held


# Called without numba's own choice by the types of its arguments, of which there is one.
call: Any = next(iter(best.overloads.values())).entry_point  # type: ignore[attr-defined]
