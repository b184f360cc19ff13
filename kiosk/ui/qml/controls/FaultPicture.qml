import QtQuick
import ".."
import "faults.js" as Faults

// What has happened and what to do, drawn: see faults.js. As wide as it is given room, 4 to 3.
Canvas {
    id: picture

    property string name
    readonly property var ink: ({
            line: Theme.ink,
            sheet: Theme.muted,
            act: Theme.primary,
            bad: Theme.fault,
            faint: Theme.border
        })
    readonly property color filling: Theme.surface

    implicitHeight: Math.round(width * 0.75)
    renderStrategy: Canvas.Immediate
    renderTarget: Canvas.Image
    objectName: "fault-" + name
    // The sentence beside it says the same.
    Accessible.ignored: true

    onNameChanged: requestPaint()
    onInkChanged: requestPaint()
    onWidthChanged: requestPaint()
    onPaint: {
        const context = getContext("2d");
        context.reset();
        context.scale(width / 320, height / 240);
        context.lineCap = "round";
        context.lineJoin = "round";
        for (const [kind, path] of Faults.strokes(name)) {
            context.path = path;
            context.lineWidth = kind === "act" || kind === "bad" ? 9 : kind === "faint" ? 4 : 5;
            context.strokeStyle = ink[kind];
            if (kind === "sheet") {
                context.fillStyle = filling;
                context.fill();
            }
            context.stroke();
        }
    }
}
