"""Devices at the far end of the wire: the real drivers speak with them over HTTP, a pty and TCP. For `kiosk demo` and the tests.

Not loaded by the kiosk in service.
"""
