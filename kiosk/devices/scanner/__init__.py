"""A scanner behind libsane: `sane_scanner.SaneScanner` in the kiosk, `child` in the process that holds the device."""
