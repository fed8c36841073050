"""nastavnik-verify as a module, and the cases that the programs print whose work it checks."""
import importlib.machinery
import importlib.util
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
loader = importlib.machinery.SourceFileLoader("nastavnik_verify", f"{HERE}/nastavnik-verify")
verify = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(verify)


def cases(*words):
    """The texts of each case, as the program prints them: a line "---" after each, and "===" after the last."""
    program = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, text=True)
    with program:
        parts, lines = [], []
        for line in program.stdout:
            if line in ("---\n", "===\n"):
                parts.append("".join(lines))
                lines = []
                if line == "===\n":
                    yield parts
                    parts = []
            else:
                lines.append(line)
    assert program.returncode == 0
