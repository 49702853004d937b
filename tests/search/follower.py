"""A process of its own: open the index in a folder, follow a pickled ledger, print the total."""

import pickle
import sys
from pathlib import Path

from service.search.index import Index
from service.search.query import Query


def main(folder: str, ledger: str) -> None:
    source = pickle.loads(Path(ledger).read_bytes())  # noqa: S301 (written by the test itself)
    index = Index(Path(folder), source)
    while not index.follow(source.head()):
        pass
    sys.stdout.write(str(index.search(Query("report")).total))


if __name__ == "__main__":
    main(*sys.argv[1:])
