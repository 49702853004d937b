"""`catalogue evaluate`: judged searches of the catalogue it is pointed at, as a table."""

from typing import Annotated

import typer


def evaluate(
    seed: Annotated[int, typer.Option(help="Another number draws other records.")] = 1,
    most: Annotated[
        int, typer.Option(min=1, max=10_000, help="Questions of each sort at most.")
    ] = 200,
    missed: Annotated[
        bool, typer.Option(help="List the questions without a right answer among the first ten.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON in place of a table.")
    ] = False,
) -> None:
    """Ask what has known answers, and print how well searches find them.

    Questions are made of records drawn by lot, as somebody types who half remembers one: words of
    a title in another order, with a slip, a phrase of the abstract, a Korean headline by two of
    its words. A catalogue that has the demo's records is asked the hand-made questions too.
    """
    from service.cli.evaluate.run import run

    run(seed, most, is_telling=missed, as_json=as_json)
