"""One window per person: a second start raises the first. Main thread."""

import hashlib

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT = 500  # ms


class Single(QObject):
    """`wanted` fires in the first program when a second one is started with the same data folder."""

    wanted = Signal()

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._name = "vtuber-companion-" + hashlib.sha256(folder.encode()).hexdigest()[:16]
        self._server: QLocalServer | None = None

    def other_is_running(self) -> bool:
        """True if another one answers (it shows itself now); otherwise this one is the first from now on."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(WAIT):
            socket.disconnectFromServer()
            return True
        QLocalServer.removeServer(self._name)  # left by one that was killed
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._raise)
        self._server.listen(self._name)
        return False

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _raise(self) -> None:
        assert self._server is not None
        connection = self._server.nextPendingConnection()
        connection.disconnected.connect(connection.deleteLater)
        self.wanted.emit()
