"""What a start is measured against: a PySide6 window of the app's first size with one label."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from benchmarks.marks import AfterPaint, mark


def main() -> int:
    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QLabel("A window"))
    window.resize(1180, 760)

    def painted() -> None:
        mark("painted")
        if "--stay" not in sys.argv:
            window.close()

    AfterPaint(window.centralWidget(), painted)
    window.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
