"""Promises of how the log is set up."""

import structlog
from structlog.testing import capture_logs

from service.logging import configure


def test_a_log_that_was_written_to_before_the_log_was_set_up_again_can_be_listened_in_on() -> None:
    log = structlog.get_logger("catalogue")
    configure("info")
    log.info("kept from now on")
    configure("info")
    with capture_logs() as lines:
        log.info("heard")
    assert [line["event"] for line in lines] == ["heard"]
