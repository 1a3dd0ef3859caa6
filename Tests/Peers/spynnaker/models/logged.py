"""What sPyNNaker logs while a script runs."""

import logging


class _Collector(logging.Handler):
    def __init__(self, texts):
        super().__init__(logging.WARNING)
        self._texts = texts

    def emit(self, record):
        self._texts.append(record.getMessage())


def warnings_from_now_on():
    """A list that takes the text of every warning and error that is logged after this call."""
    texts = []
    logging.getLogger().addHandler(_Collector(texts))
    return texts
