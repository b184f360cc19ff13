pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A QR matrix (rows of 0 and 1) with its quiet zone, drawn in whole pixels.
Rectangle {
    id: code

    property var matrix: []
    property real most: Theme.u(360)
    readonly property int modules: matrix.length + 8
    readonly property int module: Math.max(1, Math.floor(most / modules))

    implicitWidth: module * modules
    implicitHeight: implicitWidth
    width: implicitWidth
    height: implicitHeight
    color: "white"
    radius: Theme.u(8)
    Accessible.role: Accessible.Graphic
    Accessible.name: Visit.t["submitted.qr"]

    Repeater {
        model: code.matrix.length

        Item {
            id: line

            required property int index
            readonly property var runs: code.runs(code.matrix[index] ?? "")

            x: code.module * 4
            y: code.module * (4 + index)

            Repeater {
                model: line.runs.length

                Rectangle {
                    required property int index

                    x: line.runs[index].from * code.module
                    width: line.runs[index].length * code.module
                    height: code.module
                    color: "black"
                    antialiasing: false
                }
            }
        }
    }

    function runs(row: string): var {
        const found = [];
        const dark = /1+/g;
        for (let run = dark.exec(row); run !== null; run = dark.exec(row))
            found.push({
                from: run.index,
                length: run[0].length
            });
        return found;
    }
}
