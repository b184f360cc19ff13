import QtQuick
import ".."
import "icons.js" as Icons

// A stroke icon of icons.js, on a grid of 24. A canvas: the software renderer can neither tint a picture nor wipe a Shape cleanly.
Canvas {
    id: icon

    property string name
    property real size: Theme.u(40)
    property color color: Theme.ink
    property real stroke: 2
    property bool filled: false

    implicitWidth: size
    implicitHeight: size
    renderStrategy: Canvas.Immediate
    renderTarget: Canvas.Image
    Accessible.ignored: true

    onNameChanged: requestPaint()
    onColorChanged: requestPaint()
    onSizeChanged: requestPaint()
    onPaint: {
        const context = getContext("2d");
        context.reset();
        context.scale(width / 24, height / 24);
        context.path = Icons.path(name);
        context.lineCap = "round";
        context.lineJoin = "round";
        context.lineWidth = stroke;
        if (filled) {
            context.fillStyle = color;
            context.fill();
        } else {
            context.strokeStyle = color;
            context.stroke();
        }
    }
}
