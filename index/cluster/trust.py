"""Whether a node is the one that is meant: the authority that vouches for it, and what is told where none does."""

from __future__ import annotations

import re
import ssl

from index.cluster.errors import ClusterError

# What OpenSSL says of a certificate, without the words and numbers around it.
_VERIFIED = re.compile(r"certificate verify failed: (?P<why>.*?)\.? \(_ssl")


def untrusted(reason: str) -> str:
    """What is wrong with a node's TLS, and what to do."""
    if "WRONG_VERSION_NUMBER" in reason:
        return "it speaks no TLS; write http:// in TALKS_INDEX"
    found = _VERIFIED.search(reason)
    why = found["why"] if found else reason
    if "not valid for" in why:
        return f"{why}; write the name that its certificate is for in TALKS_INDEX"
    return f"its certificate is not trusted ({why}); set TALKS_CLUSTER_CA to the file of the authority that issued it"


def check_authority(path: str) -> None:
    """Raises ClusterError unless certificates can be checked by that file."""
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        raise ClusterError(
            f"TALKS_CLUSTER_CA: {path}: no certificate in it; name the file, in PEM form, of the cluster's authority"
        ) from None
    except OSError as error:
        raise ClusterError(
            f"TALKS_CLUSTER_CA: {path}: can't be read ({error.strerror}); let this user read it"
        ) from None
