pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import ".."

// What a long press offers: the finger slides to a letter and lets go, or lets go at once and touches one.
Rectangle {
    id: offer

    // Rows of letters.
    property var rows: []
    property real cell: Theme.least
    // The letter under the finger that slides.
    property string under

    readonly property bool open: rows.length > 0

    signal chosen(string letter)

    function close() {
        rows = [];
        under = "";
    }

    function letterAt(x: real, y: real): string {
        for (let row = 0; row < rowsColumn.children.length; row++) {
            const line = rowsColumn.children[row];
            for (let place = 0; place < line.children.length; place++) {
                const one = line.children[place] as T.AbstractButton;
                if (one !== null && one.contains(one.mapFromItem(offer, x, y)))
                    return one.text;
            }
        }
        return "";
    }

    // Of a finger that is still down, in own coordinates.
    function slide(x: real, y: real) {
        under = letterAt(x, y);
    }

    // The finger is gone: what it was on counts; on nothing, the letters wait for a touch.
    function settle() {
        if (under !== "")
            chosen(under);
    }

    visible: open
    width: rowsColumn.width + 2 * Theme.u(12)
    height: rowsColumn.height + 2 * Theme.u(12)
    radius: Theme.radius
    color: Theme.page
    border.width: Math.max(2, Theme.u(3))
    border.color: Theme.primary

    Column {
        id: rowsColumn

        anchors.centerIn: parent
        spacing: Theme.u(8)

        Repeater {
            model: offer.rows.length

            Row {
                id: line

                required property int index
                readonly property var letters: offer.rows[index] ?? []

                spacing: Theme.u(8)

                Repeater {
                    model: line.letters.length

                    T.AbstractButton {
                        id: letter

                        required property int index

                        objectName: "variant-" + text
                        width: offer.cell
                        height: offer.cell
                        focusPolicy: Qt.NoFocus
                        text: line.letters[index] ?? ""
                        Accessible.role: Accessible.Button
                        Accessible.name: text
                        Accessible.onPressAction: letter.click()
                        onClicked: offer.chosen(text)

                        background: Rectangle {
                            radius: Theme.u(12)
                            color: letter.down || offer.under === letter.text ? Theme.primary : Theme.surface
                            border.width: Math.max(1, Theme.u(2))
                            border.color: Theme.line
                        }

                        contentItem: Item {
                            Label {
                                anchors.centerIn: parent
                                text: letter.text
                                wrapMode: Text.NoWrap
                                font.pixelSize: Theme.key
                                font.weight: Font.Medium
                                color: letter.down || offer.under === letter.text ? Theme.primaryInk : Theme.ink
                                Accessible.ignored: true
                            }
                        }
                    }
                }
            }
        }
    }
}
