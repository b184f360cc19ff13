import QtQuick
import ".."

// đủ / thiếu / cần cán bộ xem: word, icon and colour.
Chip {
    property string verdict

    symbol: verdict === "complete" ? "check-circle" : verdict === "officer" ? "officer" : "missing"
    ink: verdict === "complete" ? Theme.complete : verdict === "officer" ? Theme.officer : Theme.missing
    color: verdict === "complete" ? Theme.completeSoft : verdict === "officer" ? Theme.officerSoft : Theme.missingSoft
}
