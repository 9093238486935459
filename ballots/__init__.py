"""Secret papers: the roll office, the ballot box, the public log, the seal and the evidence.

Pure decisions and encodings; storage, clocks and HTTP are the service's.
"""
