"""The k best sentences of a question, window by window, compiled by numba: the same hits and scores as index.pruning.

Scores are first bounded from above in small whole numbers. In each window, what the terms can add there at most says
which of them a sentence must hold to come in at all (MaxScore, Turtle and Flood 1995): their bounds are summed up, the
other terms are looked up for the sentences that still can. How far a bound is above its score is known, so the bounds
alone say what the k-th best scores at least; the few sentences left in the end are scored exactly, in the terms' order.

What the processor can't foresee costs more than what it computes: the loops over postings have no branches in them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from index.layout import COUNT_BITS, COUNT_CAP, WINDOW, WINDOW_BITS

# Windows that promise most are looked at first: their hits let most others be passed over.
_FIRST = 6
# What all bounds together may be: below 2 to the 16th, with room for what rounding up adds.
_SCALE = 60_000.0
# Counts from here on have the bound of an endless one.
_EXACT = 8
# With more sentences left, a column is added as a whole.
_MANY = 32
# Reading so many postings costs as much as looking up one sentence.
_READ = 20
_BLOCK = 64
_CAREFUL = 1 - 1e-9
# Sentences that may be among the best, before they are scored.
_KEPT = 256
# Unsigned, as places are: numba looks at signed ones for counting from the end.
_BITS, _CAP = np.uint64(COUNT_BITS), np.uint64(COUNT_CAP)

# What numba compiles has no types of its own here: they are those of the arguments.
_compiled: Any = njit(cache=True, nogil=True)
_inlined: Any = njit(cache=True, nogil=True, forceinline=True)
_LINE = 64
_item_pointer: Any = cgutils.get_item_pointer


def _prefetching(_: Any, array: Any, index: Any) -> Any:  # noqa: ARG001 - numba calls it by its signature
    """Asks for an element of an array in one dimension, or what lies behind its end, without waiting for it."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind, number = signature.args[0], ir.IntType(32)
        whole = context.make_array(kind)(context, builder, arguments[0])
        place = _item_pointer(context, builder, kind, whole, [arguments[1]], wraparound=False)
        place = builder.bitcast(place, ir.IntType(8).as_pointer())
        shape = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        builder.call(builder.module.declare_intrinsic("llvm.prefetch", [place.type], shape),
                     [place, number(0), number(3), number(1)])  # fmt: skip
        return context.get_dummy_value()

    return types.void(array, types.intp), code


_prefetch: Any = intrinsic(_prefetching)


@_compiled
def best(numbers, factors, k, store):  # type: ignore[no-untyped-def]
    """Ids and scores of the k best, best first; equal ones in reading order.

    numbers: the terms, factors: their weights, above 0, in the order in which a score is summed up. store: see
    index.scoring.Scoring.store.
    """
    offsets, postings, frequent, cuts, maxima, column_of, _, _, _, _, _, window_codes, shares, _, cap = store
    num_terms, num_windows = len(numbers), len(window_codes)
    scale = _SCALE / (cap * factors.sum())
    by_size = _by_size(numbers, offsets, frequent, cuts)
    column = np.full(num_terms, -1, np.int64)
    begins = np.zeros((num_terms, num_windows + 1), np.int64)
    bounds = np.zeros((num_windows, num_terms + 1), np.int32)
    rows = np.zeros((num_terms, COUNT_CAP + 1), np.uint16)
    found_at = np.searchsorted(frequent, numbers)
    for i in range(num_terms):
        found = found_at[by_size[i]]
        if found < len(frequent) and frequent[found] == numbers[by_size[i]]:
            for w in range(0, num_windows, _LINE // 4):
                _prefetch(cuts[found], w)
                _prefetch(maxima[found], w)
        else:
            for j in range(offsets[numbers[by_size[i]]], offsets[numbers[by_size[i]] + 1], _LINE // 4):
                _prefetch(postings, j)
    for i in range(num_terms):
        t = by_size[i]
        rows[i, _EXACT:] = np.ceil(factors[t] * scale * cap)
        found = found_at[t]
        if found < len(frequent) and frequent[found] == numbers[t]:
            column[i] = column_of[found]
            begins[i] = offsets[numbers[t]] + cuts[found].astype(np.int64)
            _bound_frequent(bounds[:, i], maxima[found], rows[i], factors[t] * scale, shares, window_codes)
        else:
            mine = postings[offsets[numbers[t]] : offsets[numbers[t] + 1]]
            _bound_rare(bounds[:, i], begins[i], mine, factors[t] * scale, shares, window_codes)
            begins[i] += offsets[numbers[t]]
    for w in range(num_windows):
        for i in range(num_terms - 1, -1, -1):
            bounds[w, i] += bounds[w, i + 1]
    return _search(numbers, factors, k, store, scale, by_size, column, begins, bounds, rows)


@_compiled
def _search(numbers, factors, k, store, scale, by_size, column, begins, bounds, rows):  # type: ignore[no-untyped-def]
    (_, postings, _, _, _, _, columns, _, _, order, codes, window_codes, shares, norms, _) = store
    num_terms, num_windows = len(numbers), len(window_codes)
    places, scores, held, least = np.empty(k, np.int64), np.empty(k), 0, 1
    # Bounds of the window's sentences so far, 0 but for those that are left.
    total, left = np.zeros(WINDOW, np.uint16), np.empty(WINDOW + 1, np.uint32)
    # What may be among the best, with its bound; and, rising, the most that k of the sentences so far score at least.
    kept, kept_bounds, num_kept = np.empty(_KEPT, np.int64), np.empty(_KEPT, np.int64), 0
    surely = np.zeros(k, np.int64)
    done = np.zeros(num_windows, np.bool_)
    last_code = -1
    for turn in range(_FIRST + num_windows):
        w = turn - _FIRST if turn >= _FIRST else _most_promising(bounds, done)
        if done[w] or bounds[w, 0] < least:
            continue
        done[w] = True
        # What is read next is asked of memory now: waiting for it would be most of the time.
        ahead = w if turn < _FIRST else w + 1
        for i in range(num_terms):
            if column[i] < 0:
                for j in range(begins[i, ahead], begins[i, min(ahead + 1, num_windows)], _LINE // 4):
                    _prefetch(postings, j)
        code = window_codes[w]
        if code != last_code:
            for i in range(num_terms):
                _fill(rows[i], factors[by_size[i]] * scale, shares[code])
            last_code = code
        base = w << WINDOW_BITS
        stop = min(base + WINDOW, len(order))
        summed = num_terms
        while summed > 1 and bounds[w, summed - 1] < least:
            summed -= 1
        num_left = np.uint64(0)
        i = 0
        while i < summed and column[i] < 0:
            num_left = _add_list(total, left, num_left, postings, begins[i, w], begins[i, w + 1], base, rows[i])
            i += 1
        whole, whole_end = i, i
        if i < summed:
            # All lists come before all columns, so they are summed up already.
            while i < num_terms:
                most = np.uint16(bounds[w, i] - bounds[w, i + 1])
                for j in range(stop, min(stop + WINDOW, len(order)), _LINE):
                    _prefetch(columns[column[i]], j)
                _add_column(total, columns[column[i], base:stop], rows[i], most)
                i += 1
                if bounds[w, i] < least and _is_few(total, least - bounds[w, i]):
                    break
            whole_end = i
            num_left = _over(total, left, least - bounds[w, i])
        while i < num_terms:
            num_left = _still(total, left, num_left, least - bounds[w, i])
            if num_left == 0:
                break
            low, high = begins[i, w], begins[i, w + 1]
            if column[i] >= 0:
                for j in range(num_left):
                    total[left[j]] += rows[i, columns[column[i], base + left[j]]]
            elif high - low < _READ * num_left:
                _add_where_some(total, postings, low, high, base, rows[i])
            else:
                for j in range(num_left):
                    total[left[j]] += rows[i, _count(postings, low, high, base + left[j])]
            i += 1
        num_left = _still(total, left, num_left, least)
        if num_left == 0:
            continue
        longest = norms[codes[stop - 1]]
        share = (1.0 + norms[code]) / (1.0 + longest) * _CAREFUL
        for i in range(num_terms):
            if bounds[w, i] - bounds[w, i + 1] == rows[i, _EXACT]:
                share = min(share, _EXACT / (_EXACT + longest) * _CAREFUL)
        for j in range(num_left):
            bound = np.int64(total[left[j]])
            total[left[j]] = 0
            if bound < least:
                continue
            place = base + np.int64(left[j])
            for i in range(whole, whole_end):
                count = columns[column[i], place]
                if count > 2:
                    bound -= bounds[w, i] - bounds[w, i + 1] - np.int64(rows[i, count])
            kept[num_kept], kept_bounds[num_kept] = place, bound
            num_kept += 1
            least = max(least, _kth(surely, np.int64(bound * share) - num_terms))
            if num_kept == _KEPT:
                num_kept = _drop(kept, kept_bounds, num_kept, least)
                if num_kept > _KEPT // 2:
                    for c in range(num_kept):
                        score = _score(kept[c], numbers, factors, store, by_size, column, begins)
                        held = _insert(places, scores, held, kept[c], score, order)
                    num_kept = 0
                    if held == k:
                        least = max(least, int(scores[k - 1] * _CAREFUL * scale))
    for c in range(_drop(kept, kept_bounds, num_kept, least)):
        score = _score(kept[c], numbers, factors, store, by_size, column, begins)
        held = _insert(places, scores, held, kept[c], score, order)
    return order[places[:held]], scores[:held]


@_inlined
def _score(place, numbers, factors, store, by_size, column, begins):  # type: ignore[no-untyped-def]
    (_, postings, _, _, _, _, columns, large, large_counts, _, codes, _, shares, norms, cap) = store
    code, w = codes[place], place >> WINDOW_BITS
    score = 0.0
    for t in range(len(numbers)):
        i = 0
        while by_size[i] != t:
            i += 1
        if column[i] >= 0:
            count = np.int64(columns[column[i], place])
        else:
            count = _count(postings, begins[i, w], begins[i, w + 1], place)
        if count == COUNT_CAP:
            many = np.float64(large_counts[np.searchsorted(large, np.uint64(numbers[t] << 32 | place))])
            score += factors[t] * (many * cap / (many + norms[code]))
        elif count:
            score += factors[t] * shares[code, count]
    return score


@_inlined
def _kth(surely, least):  # type: ignore[no-untyped-def]
    """The smallest of some numbers, which ascend, after one took its place where it is larger."""
    if least > surely[0]:
        at = 0
        while at + 1 < len(surely) and surely[at + 1] < least:
            surely[at] = surely[at + 1]
            at += 1
        surely[at] = least
    return surely[0]


@_inlined
def _drop(kept, bounds, num_kept, least):  # type: ignore[no-untyped-def]
    """How many of the places have so high a bound; they stand first."""
    stay = 0
    for c in range(num_kept):
        kept[stay], bounds[stay] = kept[c], bounds[c]
        stay += bounds[c] >= least
    return stay


@_compiled
def _by_size(numbers, offsets, frequent, cuts):  # type: ignore[no-untyped-def]
    """The terms' places in the question, those with the fewest sentences first and columns last."""
    sizes = np.empty(len(numbers), np.int64)
    for t in range(len(numbers)):
        sizes[t] = offsets[numbers[t] + 1] - offsets[numbers[t]]
        if sizes[t] == 0:
            sizes[t] = (1 << 32) + cuts[np.searchsorted(frequent, numbers[t]), cuts.shape[1] - 1]
    return np.argsort(sizes, kind="mergesort")


@_inlined
def _fill(row, factor, shares):  # type: ignore[no-untyped-def]
    """The bounds of the first counts, for sentences of one length."""
    for count in range(1, _EXACT):
        row[count] = np.ceil(factor * shares[count])


@_compiled
def _bound_frequent(bounds, maxima, row, factor, shares, window_codes):  # type: ignore[no-untyped-def]
    last_code = -1
    for w in range(len(maxima)):
        if maxima[w]:
            if window_codes[w] != last_code:
                last_code = window_codes[w]
                _fill(row, factor, shares[last_code])
            bounds[w] = row[maxima[w]]


@_compiled
def _bound_rare(bounds, begins, postings, factor, shares, window_codes):  # type: ignore[no-untyped-def]
    """The bounds, and where each window begins."""
    w = 0
    for j in range(len(postings)):
        held = np.int64(postings[j]) >> (COUNT_BITS + WINDOW_BITS)
        while w <= held:
            begins[w] = j
            w += 1
        count = np.int64(postings[j]) & COUNT_CAP
        share = shares[window_codes[held], count] if count < _EXACT else shares[0, COUNT_CAP]
        bounds[held] = max(bounds[held], np.int32(np.ceil(factor * share)))
    begins[w:] = len(postings)


@_compiled
def _most_promising(bounds, done):  # type: ignore[no-untyped-def]
    w = 0
    for other in range(1, len(done)):
        if not done[other] and (done[w] or bounds[other, 0] > bounds[w, 0]):
            w = other
    return w


@_inlined
def _add_list(total, left, num_left, postings, low, high, base, row):  # type: ignore[no-untyped-def]
    """Adds the bounds of some postings; how many places have a total then."""
    first = np.uint64(base)
    for j in range(np.uint64(low), np.uint64(high)):
        cell = np.uint64(postings[j])
        place = (cell >> _BITS) - first
        before = total[place]
        left[num_left] = place
        num_left += np.uint64(before == 0)
        total[place] = before + row[cell & _CAP]
    return num_left


@_inlined
def _add_where_some(total, postings, low, high, base, row):  # type: ignore[no-untyped-def]
    """Adds the bounds of some postings where there is a total."""
    first = np.uint64(base)
    for j in range(np.uint64(low), np.uint64(high)):
        cell = np.uint64(postings[j])
        place = (cell >> _BITS) - first
        before = np.int64(total[place])
        total[place] = before + (np.int64(row[cell & _CAP]) & (-before >> 63))


@_compiled
def _add_column(total, column, row, most):  # type: ignore[no-untyped-def]
    one, two = min(row[1], most), min(row[2], most)
    second, more = np.uint16(two - one), np.uint16(most - two)
    # Without a branch, so that it is done for many sentences at once.
    for j in range(len(column)):
        count = column[j]
        total[j] += np.uint16(count > 0) * one + np.uint16(count > 1) * second + np.uint16(count > 2) * more


@_compiled
def _is_few(total, least):  # type: ignore[no-untyped-def]
    """Whether so few have so high a total that they are looked up one by one."""
    bound, found = np.uint16(least), np.int64(0)
    for first in range(0, WINDOW, _BLOCK):
        block = total[first : first + _BLOCK]
        some = np.uint16(0)
        for j in range(_BLOCK):
            some = np.uint16(some + np.uint16(block[j] >= bound))
        found += np.int64(some)
    return found <= _MANY


@_compiled
def _over(total, left, least):  # type: ignore[no-untyped-def]
    """The places whose total is so high; the others' totals are cleared."""
    num_left = np.uint64(0)
    bound = np.uint16(least)
    for first in range(0, WINDOW, _BLOCK):
        block = total[first : first + _BLOCK]
        found = np.uint16(0)
        for j in range(_BLOCK):
            found = np.uint16(found | np.uint16(block[j] >= bound))
        if found:
            for j in range(_BLOCK):
                left[num_left] = first + j
                num_left += np.uint64(block[j] >= bound)
    _clear_others(total, left, num_left)
    return num_left


@_compiled
def _clear_others(total, left, num_left):  # type: ignore[no-untyped-def]
    stay = total[left[:num_left]]
    total[:] = 0
    for j in range(num_left):
        total[left[j]] = stay[j]


@_inlined
def _still(total, left, num_left, least):  # type: ignore[no-untyped-def]
    """How many of the places have so high a total; the others' totals are cleared."""
    stay = np.uint64(0)
    for j in range(num_left):
        place = left[j]
        bound = np.int64(total[place])
        over = (least - 1 - bound) >> 63
        left[stay] = place
        stay += np.uint64(-over)
        total[place] = bound & over
    return stay


@_inlined
def _count(postings, low, high, place):  # type: ignore[no-untyped-def]
    """The count at a place among some postings; 0 where it is not there."""
    last = np.int64(place << COUNT_BITS | COUNT_CAP)
    size = high - low
    if size == 0:
        return np.int64(0)
    while size > 1:
        half = size >> 1
        low += half & ((np.int64(postings[low + half]) - last - 1) >> 63)
        size -= half
    cell = np.int64(postings[low])
    return (cell & COUNT_CAP) * np.int64(cell >> COUNT_BITS == np.int64(place))


@_compiled
def _insert(places, scores, held, place, score, order):  # type: ignore[no-untyped-def]
    """How many are held after the place came in where it belongs."""
    at = held
    if held == len(places):
        at -= 1
        if score < scores[at] or (score == scores[at] and order[place] > order[places[at]]):
            return held
    while at > 0 and (scores[at - 1] < score or (scores[at - 1] == score and order[places[at - 1]] > order[place])):
        scores[at], places[at] = scores[at - 1], places[at - 1]
        at -= 1
    scores[at], places[at] = score, place
    return min(held + 1, len(places))
