pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A long list of choices over the form; a touch on one answers and goes back to the form.
Rectangle {
    id: picker

    property var field: null
    property string sends: "answer"

    visible: field !== null
    color: Theme.page

    // Nothing below may be touched through it.
    MouseArea {
        anchors.fill: parent
    }

    Label {
        id: heading

        x: Math.round((picker.width - Theme.pageWidth) / 2)
        y: Theme.u(Theme.portrait ? 36 : 20)
        width: Theme.pageWidth
        text: picker.field?.label ?? ""
        font.pixelSize: Theme.title
        font.weight: Font.Bold
        Accessible.role: Accessible.Heading
    }

    ScrollArea {
        x: heading.x
        y: heading.y + heading.height + Theme.gap
        width: Theme.pageWidth
        height: closeButton.y - y - Theme.u(16)
        spacing: Theme.u(12)

        Repeater {
            model: picker.field?.choices.length ?? 0

            ChoiceTile {
                required property int index
                readonly property var option: picker.field?.choices[index] ?? ({
                        id: "",
                        name: ""
                    })

                objectName: "choice-" + (picker.field?.id ?? "") + "-" + option.id
                width: Theme.pageWidth
                text: option.name
                chosen: picker.field?.value === option.id
                onClicked: {
                    const answer = {
                        field: picker.field.id,
                        text: option.id
                    };
                    picker.field = null;
                    Visit.act(picker.sends, answer);
                }
            }
        }
    }

    Button {
        id: closeButton

        objectName: "picker-close"
        x: heading.x
        y: picker.height - height - Theme.u(Theme.portrait ? 40 : 24)
        width: Math.max(implicitWidth, Theme.u(220))
        height: Theme.u(112)
        symbol: "close"
        text: Visit.t["button.close"]
        onClicked: picker.field = null
    }
}
