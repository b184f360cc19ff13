"""A receipt printer on the network: `network.NetworkPrinter` in the kiosk, `child` in the process that speaks ESC/POS."""
