"""Set up, run and test Voicedesk with nothing but Python's standard library.

    python3 packaging/bootstrap.py run  [voicedesk arguments…]
    python3 packaging/bootstrap.py test [pytest arguments…]
    python3 packaging/bootstrap.py bench [campaigns …]
    python3 packaging/bootstrap.py prove [phones|sender|all]
    python3 packaging/bootstrap.py build

Everything is installed into ``.venv`` beside the checkout's other files; nothing is reinstalled
unless pyproject.toml or constraints.txt changed.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

# What Qt loads on Linux and no wheel brings: shared library → Debian package.
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libpulse.so.0": "libpulse0",
    "libXrandr.so.2": "libxrandr2",
}
# What some tests need on Linux, and say so where it is missing: program → Debian package.
TOOLS = {"pulseaudio": "pulseaudio", "pactl": "pulseaudio-utils"}


def main(arguments: list[str]) -> int:
    """Do what the first argument says; returns the exit code."""
    if sys.version_info < (3, 11):
        print(f"Voicedesk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    commands = {"run": run, "test": test, "bench": bench, "prove": prove, "build": build}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except subprocess.CalledProcessError as error:
        print(f"This failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return error.returncode
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """The program, in this process's place where there is such a thing.

    So that Ctrl-C and signals reach it alone, and nothing ends it before it has ended in order.
    """
    set_up("speech")
    command = [python(), "-P", "-m", "voicedesk", *arguments]
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the program was interrupted too, and is ending
                continue


def test(arguments: list[str]) -> int:
    """Format, lint, types, layers, tests: all must pass."""
    set_up("test")
    # The tests start hundreds of processes: none of them should compile the program once more.
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    layers = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    steps = [
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "ruff", "check", "."],
        ["-m", "mypy"],
        ["-c", layers],
        # As many processes as cores: with more of them, tests that wait for an answer fail.
        ["-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal", *arguments],
    ]
    for step in steps:
        code = subprocess.call([python(), *step], cwd=ROOT, env=environment)
        if code:
            return code
    return 0


def bench(arguments: list[str]) -> int:
    """The benchmarks of one area or of all, each as a ratio to a peer run beside it."""
    set_up("bench")
    names = arguments or sorted(path.stem[6:] for path in benchmarks().glob("bench_*.py"))
    missing = [name for name in names if not (benchmarks() / f"bench_{name}.py").exists()]
    if missing:
        print(f"There is no benchmark yet for: {', '.join(missing)}", file=sys.stderr)
        return 2
    codes = [
        subprocess.call([python(), str(benchmarks() / f"bench_{name}.py")], cwd=ROOT)
        for name in names
    ]
    return max(codes, default=0)


def prove(arguments: list[str]) -> int:
    """The long proofs: every test marked ``long``, or those of one subject."""
    set_up("test")
    subject = [] if arguments in ([], ["all"]) else ["-k", " or ".join(arguments)]
    return subprocess.call(
        [
            *(python(), "-m", "pytest", "-o", "addopts=", "-q", "-m", "long"),
            *("--numprocesses", "auto", *subject),
        ],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def build(arguments: list[str]) -> int:
    """The bundle of this machine's system, in ``dist``."""
    set_up("build")
    spec = ROOT / "packaging" / "voicedesk.spec"
    command = [python(), "-m", "PyInstaller", "--noconfirm", str(spec), *arguments]
    return subprocess.call(command, cwd=ROOT)


def benchmarks() -> Path:
    return ROOT / "tests" / "benchmarks"


def set_up(extra: str) -> None:
    """Make ``.venv`` with the extra, unless it is there for exactly these files."""
    wanted = fingerprint()
    stamp = VENV / f"voicedesk-{extra}.stamp"
    if stamp.exists() and stamp.read_text("utf-8") == wanted and Path(python()).exists():
        return
    install_libraries()
    if extra == "test":
        install_tools()
    if not Path(python()).exists():
        make_venv()
    pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    print(f"Installing Voicedesk with “{extra}” into {VENV.name} …", file=sys.stderr)
    constrained = ["--constraint", str(CONSTRAINTS)]
    subprocess.check_call([*pip, *constrained, "--editable", f"{ROOT}[{extra}]"])
    stamp.write_text(wanted, "utf-8")


def make_venv() -> None:
    """A fresh virtual environment; Debian splits what it needs into a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not apt_install([package]):
            raise SystemExit(2)
    subprocess.check_call([sys.executable, "-m", "venv", "--clear", str(VENV)])


def install_libraries() -> None:
    """On Linux: install the shared libraries that Qt needs and lacks, or say the line to run."""
    if sys.platform == "linux":
        missing = [package for name, package in LIBRARIES.items() if not loads(name)]
        if missing:
            apt_install(missing)


def install_tools() -> None:
    """On Linux: what records a sound without a microphone; without it those tests are skipped."""
    if sys.platform == "linux":
        missing = [package for name, package in TOOLS.items() if not shutil.which(name)]
        if missing:
            apt_install(missing)


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages when that is possible here; whether it was done."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") and is_root():
        print(f"Installing {' '.join(packages)} …", file=sys.stderr)
        subprocess.call(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.call(line.split(), stdout=subprocess.DEVNULL, env=quiet) == 0
    print(f"Some system libraries are missing. Please run:\n    sudo {line}", file=sys.stderr)
    return False


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def python() -> str:
    """The interpreter of ``.venv``."""
    folder = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return str(VENV / folder)


def fingerprint() -> str:
    """Changes whenever something must be installed anew."""
    files = (ROOT / "pyproject.toml", CONSTRAINTS)
    content = b"".join(path.read_bytes() for path in files) + sys.version.encode()
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
