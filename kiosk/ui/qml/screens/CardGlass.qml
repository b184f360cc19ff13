import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["card_glass.title"]
    align: 0.3
    mainText: view.scanning ? "" : Visit.t["card_glass.scan"]
    mainSymbol: "flatbed"
    mainAction: "scan_card"

    Banner {
        width: parent.width
        visible: text !== ""
        text: screen.view.problem
        symbol: "warning"
        ink: Theme.missing
        color: Theme.missingSoft
    }

    Item {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.u(Theme.portrait ? 680 : 560)
        height: picture.height + Theme.u(80)

        // The glass, with the card on it.
        Rectangle {
            anchors.fill: parent
            radius: Theme.u(24)
            color: Theme.primarySoft
            border.width: Theme.u(6)
            border.color: Theme.primary
        }

        CardPicture {
            id: picture

            x: Theme.u(40)
            y: Theme.u(40)
            width: parent.width - 2 * x
            height: implicitHeight
            back: true
            heading: Visit.t["card.side_back"]
        }

        Rectangle {
            visible: screen.view.scanning
            x: Theme.u(20)
            width: parent.width - 2 * x
            height: Theme.u(10)
            radius: height / 2
            color: Theme.gold

            SequentialAnimation on y {
                running: screen.view.scanning
                loops: Animation.Infinite

                NumberAnimation {
                    from: Theme.u(20)
                    to: picture.height + Theme.u(50)
                    duration: 1600
                }

                NumberAnimation {
                    from: picture.height + Theme.u(50)
                    to: Theme.u(20)
                    duration: 1600
                }
            }
        }
    }

    Label {
        width: parent.width
        text: screen.view.scanning ? Visit.t["card_glass.scanning"] : Visit.t["card_glass.place"]
        font.pixelSize: Theme.large
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
    }

    Label {
        width: parent.width
        text: Visit.t["card_glass.not_kept"]
        color: Theme.muted
        horizontalAlignment: Text.AlignHCenter
    }

    beside: Button {
        sends: "type_instead"
        height: Theme.u(112)
        symbol: "keyboard"
        text: Visit.t["card.type_instead"]
    }
}
