import QtQuick

// "tham khảo": nobody has confirmed this yet.
Chip {
    symbol: "info"
    visible: text !== ""
}
