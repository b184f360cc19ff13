import QtQuick
import ".."

// Where one signs with a finger. `strokes`: lists of [x, y], each 0…1 of the pad; `signed` when the finger has left it.
Rectangle {
    id: pad

    // As kept: what stands there when the pad is opened again.
    property var strokes: []
    // Width over height.
    required property real shape
    property var drawn: []

    signal signed(var strokes)

    objectName: "signature-pad"
    implicitHeight: Math.round(width / shape)
    radius: Theme.radius
    color: Theme.paper
    border.width: Math.max(2, Theme.u(4))
    border.color: Theme.primary
    Accessible.role: Accessible.Canvas
    Accessible.name: Visit.t["sign.pad"]

    function clear() {
        drawn = [];
        canvas.requestPaint();
    }

    onStrokesChanged: {
        // While somebody writes, what they see is theirs.
        if (!finger.pressed) {
            drawn = strokes;
            canvas.requestPaint();
        }
    }

    Rectangle {
        x: Math.round(parent.width * 0.06)
        y: Math.round(parent.height * 0.78)
        width: Math.round(parent.width * 0.88)
        height: Math.max(1, Theme.u(2))
        color: "#9aa3b2"
    }

    Canvas {
        id: canvas

        anchors.fill: parent
        onWidthChanged: requestPaint()
        onPaint: {
            const pen = getContext("2d");
            pen.clearRect(0, 0, width, height);
            pen.strokeStyle = "#1a2a6c";
            pen.lineWidth = Math.max(3, Theme.u(6));
            pen.lineCap = "round";
            pen.lineJoin = "round";
            for (const stroke of pad.drawn) {
                pen.beginPath();
                pen.moveTo(stroke[0][0] * width, stroke[0][1] * height);
                for (const point of stroke)
                    pen.lineTo(point[0] * width + 0.01, point[1] * height);
                pen.stroke();
            }
        }
    }

    MouseArea {
        id: finger

        anchors.fill: parent
        // The finger writes; it does not scroll.
        preventStealing: true

        function point(event: var): var {
            return [Math.max(0, Math.min(1, event.x / width)), Math.max(0, Math.min(1, event.y / height))];
        }

        onPressed: event => {
            pad.drawn = [...pad.drawn, [point(event)]];
            canvas.requestPaint();
        }
        onPositionChanged: event => {
            const last = pad.drawn[pad.drawn.length - 1];
            if (last.length < 2000)
                last.push(point(event));
            canvas.requestPaint();
        }
        onReleased: pad.signed(pad.drawn)
    }
}
