pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A drawn identity card: where on it the QR code is. Not a likeness: shapes only.
Rectangle {
    id: card

    property bool back: false
    property string heading
    readonly property real part: width / 100

    implicitHeight: Math.round(width * 0.63)
    radius: part * 4
    color: back ? "#dcecdf" : "#d9ebf2"
    border.width: Math.max(2, Theme.u(2))
    border.color: Theme.border
    Accessible.role: Accessible.Graphic
    Accessible.name: heading

    // Front: emblem, face, lines of text.
    Rectangle {
        visible: !card.back
        x: card.part * 5
        y: card.part * 5
        width: card.part * 11
        height: width
        radius: width / 2
        color: Theme.national

        Icon {
            anchors.centerIn: parent
            name: "star"
            filled: true
            size: card.part * 7
            color: Theme.gold
        }
    }

    Label {
        x: card.part * (card.back ? 6 : 19)
        y: card.part * 6
        width: card.part * (card.back ? 44 : 46)
        text: card.heading
        font.pixelSize: Math.max(10, card.part * 4.6)
        font.weight: Font.Bold
        color: Theme.paperInk
        Accessible.ignored: true
    }

    Rectangle {
        visible: !card.back
        x: card.part * 6
        y: card.part * 24
        width: card.part * 22
        height: card.part * 30
        radius: card.part * 1.5
        color: Theme.surface

        Icon {
            anchors.centerIn: parent
            name: "person"
            size: card.part * 17
            color: Theme.border
            stroke: 1.4
        }
    }

    Repeater {
        model: card.back ? 0 : 5

        Rectangle {
            required property int index

            x: card.part * 34
            y: card.part * (31 + index * 5.4)
            width: card.part * [48, 34, 52, 40, 46][index]
            height: card.part * 2
            radius: height / 2
            color: "#8fa3ad"
        }
    }

    // Back: chip and the three lines for machines.
    Rectangle {
        visible: card.back
        x: card.part * 8
        y: card.part * 20
        width: card.part * 15
        height: card.part * 12
        radius: card.part * 2
        color: "#d9b54a"
        border.width: Math.max(1, card.part * 0.5)
        border.color: "#8a6d1a"
    }

    Repeater {
        model: card.back ? 3 : 0

        Label {
            required property int index

            x: card.part * 6
            y: card.part * (42 + index * 5.6)
            width: card.part * 88
            text: ["IDVNM<<<<<<<<<<<<<<<<<<<<<<<<<", "<<<<<<<<<<<<VNM<<<<<<<<<<<<<<<", "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"][index]
            wrapMode: Text.NoWrap
            font.pixelSize: Math.max(6, card.part * 3.4)
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 4
            color: "#5c6b62"
            Accessible.ignored: true
        }
    }

    // The code, and the ring that points at it.
    Rectangle {
        id: ring

        x: card.part * (card.back ? 61 : 74)
        y: card.part * 3
        width: card.part * (card.back ? 35 : 22)
        height: width
        radius: card.part * 3
        color: Theme.surface
        border.width: Math.max(3, card.part * 1.3)
        border.color: Theme.national

        Grid {
            id: dots

            readonly property real dot: Math.max(1, Math.floor((ring.width - card.part * 5) / 11))

            anchors.centerIn: parent
            columns: 11

            Repeater {
                model: "11111010111" + "10001001001" + "10101011101" + "10001010001" + "11111010111" + "00000110100" + "11011010111" + "01010101010" + "11111010011" + "10001011101" + "11111001011"

                Rectangle {
                    required property string modelData

                    width: dots.dot
                    height: width
                    color: modelData === "1" ? Theme.paperInk : Theme.paper
                }
            }
        }
    }
}
