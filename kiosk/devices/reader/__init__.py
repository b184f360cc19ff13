"""A code reader on a serial port: `serial_port.SerialCodeReader` in the kiosk, `child` in the process that holds the port."""
