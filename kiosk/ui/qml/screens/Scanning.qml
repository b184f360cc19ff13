pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    readonly property bool feeder: view.source === "feeder"

    title: Visit.t["scanning.title"]
    lead: view.row
    align: 0.4

    // Paper that goes into the scanner: shows what to do, and that it is being done.
    Item {
        id: stage

        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.u(520)
        height: Theme.u(Theme.portrait ? 560 : screen.view.images.length > 0 ? 240 : 400)
        Accessible.role: Accessible.Animation
        Accessible.name: screen.view.sentence

        Item {
            anchors.fill: parent
            clip: true

            Rectangle {
                id: sheet

                readonly property real rest: screen.feeder ? Theme.u(24) : Math.round(stage.height * 0.24)

                anchors.horizontalCenter: parent.horizontalCenter
                y: rest
                width: Theme.u(260)
                height: Math.round(stage.height * 0.55)
                radius: Theme.u(6)
                color: Theme.surface
                border.width: Math.max(2, Theme.u(3))
                border.color: Theme.border

                Repeater {
                    model: 5

                    Rectangle {
                        required property int index

                        x: Theme.u(30)
                        y: Theme.u(36 + index * 34)
                        width: Theme.u([200, 160, 190, 120, 180][index])
                        height: Theme.u(8)
                        radius: height / 2
                        color: Theme.line
                    }
                }

                SequentialAnimation on y {
                    running: screen.feeder
                    loops: Animation.Infinite

                    NumberAnimation {
                        from: Theme.u(24)
                        to: Math.round(stage.height * 0.6)
                        duration: screen.view.phase === "feeding" ? 900 : 1800
                        easing.type: Easing.InOutQuad
                    }

                    PauseAnimation {
                        duration: 500
                    }
                }
            }
        }

        // The machine stands before the lower part of the sheet.
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Math.round(stage.height * (screen.feeder ? 0.38 : 0.16))
            radius: Theme.u(24)
            color: Theme.primary

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                y: Theme.u(22)
                width: Theme.u(330)
                height: Theme.u(12)
                radius: height / 2
                color: Theme.primaryPressed
            }
        }

        // The light of the glass.
        Rectangle {
            visible: !screen.feeder
            width: Theme.u(340)
            height: Theme.u(10)
            radius: height / 2
            x: Math.round((stage.width - width) / 2)
            color: Theme.gold

            SequentialAnimation on y {
                running: !screen.feeder
                loops: Animation.Infinite

                NumberAnimation {
                    from: Math.round(stage.height * 0.24)
                    to: Math.round(stage.height * 0.78)
                    duration: 1600
                }

                NumberAnimation {
                    from: Math.round(stage.height * 0.78)
                    to: Math.round(stage.height * 0.24)
                    duration: 1600
                }
            }
        }
    }

    Label {
        width: parent.width
        text: screen.view.sentence
        font.pixelSize: Theme.title
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
    }

    Label {
        objectName: "page-count"
        width: parent.width
        text: screen.view.pages === 0 ? Visit.t["scanning.none_yet"] : Visit.say("scanning.pages", {
            count: screen.view.pages
        })
        font.pixelSize: Theme.large
        color: screen.view.pages > 0 ? Theme.complete : Theme.muted
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
    }

    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: Theme.u(14)
        layoutDirection: Qt.RightToLeft

        Repeater {
            // As many as fit, the last one first.
            model: Math.min(screen.view.images.length, Theme.portrait ? 7 : 9)

            Rectangle {
                id: came

                required property int index

                objectName: "came-" + index
                width: Theme.u(116)
                height: Theme.u(158)
                radius: Theme.u(8)
                color: Theme.sunken
                border.width: Math.max(1, Theme.u(2))
                border.color: Theme.line

                Image {
                    anchors.fill: parent
                    anchors.margins: Theme.u(6)
                    source: screen.view.images[screen.view.images.length - 1 - came.index] ?? ""
                    fillMode: Image.PreserveAspectFit
                    cache: false
                    sourceSize.width: Math.round(width)
                    Accessible.ignored: true
                }
            }
        }
    }

    beside: Button {
        sends: "cancel"
        height: Theme.u(112)
        width: Math.max(implicitWidth, Theme.u(320))
        symbol: "close"
        text: Visit.t["scanning.cancel"]
    }
}
