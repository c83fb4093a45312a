"""The figures of a proof, printed as soon as it has passed, whichever process ran it."""

from collections.abc import Callable

import pytest

Told = Callable[[str], None]  # one line of figures


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Told:
    """Give a line of figures for the terminal."""
    return lambda line: record_property("figures", line)


class _Printer:
    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for name, line in report.user_properties:
                if name == "figures":
                    self._terminal.ensure_newline()
                    self._terminal.write_line(f"{report.nodeid.split('::')[-1]}: {line}")


@pytest.hookimpl(trylast=True)  # the terminal is there by then; it is not in a worker
def pytest_configure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Printer(terminal))
