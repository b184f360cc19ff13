pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../controls"

Screen {
    id: screen

    title: Visit.t["scan_fault.title"]
    lead: view.row
    mainText: Visit.t["scan_fault.retry"]
    mainSymbol: "repeat"
    mainAction: "retry"
    align: 0.2

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.u(Theme.portrait ? 220 : 140)
        height: width
        radius: width / 2
        color: Theme.missingSoft

        Icon {
            anchors.centerIn: parent
            name: "warning"
            size: Math.round(parent.width * 0.56)
            color: Theme.missing
        }
    }

    Label {
        width: parent.width
        text: screen.view.sentence
        font.pixelSize: Theme.title
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
    }

    Banner {
        width: parent.width
        visible: screen.view.pages > 0
        symbol: "check-circle"
        ink: Theme.complete
        color: Theme.completeSoft
        text: Visit.say("scan_fault.kept", {
            count: screen.view.pages
        })
    }

    Grid {
        id: others

        width: parent.width
        columns: Theme.portrait ? 1 : 2
        spacing: Theme.u(20)
        readonly property real cell: Math.floor((width - (columns - 1) * spacing) / columns)

        Repeater {
            model: screen.view.sources.length

            Button {
                required property int index
                readonly property string source: screen.view.sources[index] ?? ""

                objectName: "action-scan-" + screen.view.row_id + "-" + source
                width: others.cell
                symbol: source
                text: Visit.t["scan." + source]
                onClicked: Visit.act("scan", {
                    row: screen.view.row_id,
                    source: source
                })
            }
        }

        Button {
            objectName: "action-look-" + screen.view.row_id
            visible: screen.view.pages > 0 && screen.view.row_id !== ""
            width: others.cell
            symbol: "eye"
            text: Visit.t["papers.look"]
            onClicked: Visit.act("look", {
                row: screen.view.row_id
            })
        }

        Button {
            sends: "sort"
            visible: screen.view.can_sort
            width: others.cell
            symbol: "pages"
            text: Visit.t["scan_fault.sort"]
        }
    }
}
