import ProbeCore
import ProbeEvidence
import ProbeLinux

/// What iotedged wrote into the event log of Windows.
extension LogHead {
    /// `… 5:48:48 PM warn: edgelet_utils::logging -- …`, whichever way the date is written, also from a table of CSV.
    mutating func takeWindows() -> Bool {
        let head = Array(line[end...].prefix(96))
        // Most lines are of other systems.
        guard Self.writers.contains(where: { ByteSearch.first($0, in: head) != nil }) else {
            return takeListedTime() || takeCells() || takeColumns()
        }
        for (word, named) in [("info: ", Level.info), ("warn: ", .warning), ("error: ", .error), ("debug: ", .debug)] {
            guard let start = Self.index(of: word, in: head), start > 0,
                head[start - 1] == 0x20 || head[start - 1] == 0x22
            else { continue }
            let rest = head[(start + word.utf8.count)...]
            guard rest.starts(with: "edgelet".utf8) || rest.starts(with: "iotedged".utf8) else { continue }
            level = named
            if head[start - 1] == 0x22, line.last == 0x22 { closing = 1 }
            isOwn = true
            isOfWindows = true
            time = windowsMoment(before: end + start)
            if program == .unsaid { program = .known(LogSpeaker(.daemon, "iotedged")) }
            end += start + word.utf8.count
            if let dashes = Self.index(of: "-- ", in: Array(line[end...].prefix(96))) { end += dashes + 3 }
            return true
        }
        return takeListedTime() || takeCells() || takeColumns()
    }

    private static let writers = ["edgelet", "iotedged"].map { Array($0.utf8) }

    /// `"11/29/2026 5:48:48 PM","Warning","…"`, as Export-Csv writes it, with whichever separator.
    ///
    /// The first long cell is the message. Whose it is does not stand there.
    private mutating func takeCells() -> Bool {
        guard end < line.endIndex, line[end] == 0x22 else { return false }
        var start = end
        var moment: Timestamp?
        while start < line.endIndex, line[start] == 0x22,
            let close = line[(start + 1)...].prefix(Self.longestCell).firstIndex(of: 0x22),
            line[(close + 1)...].first.map({ ",;\t".utf8.contains($0) }) ?? false
        {
            moment = moment ?? windowsMoment(before: close + 1)
            start = close + 2
        }
        guard let moment, start < line.endIndex, line[start] == 0x22 else { return false }
        time = moment
        isOwn = true
        end = start + 1
        if line.last == 0x22, line.endIndex - 1 > end { closing = 1 }
        return true
    }

    /// `Warning⇥11/29/2026 5:48:48 PM⇥iotedged⇥1⇥None⇥"…"`, as the Event Viewer saves it as text.
    private mutating func takeColumns() -> Bool {
        let cells = line[end...].prefix(160).split(separator: 0x09, maxSplits: 5, omittingEmptySubsequences: false)
        guard cells.count == 6, cells[2].elementsEqual("iotedged".utf8),
            let moment = windowsMoment(before: cells[1].endIndex)
        else { return false }
        time = moment
        isOwn = true
        isOfWindows = true
        if program == .unsaid { program = .known(LogSpeaker(.daemon, "iotedged")) }
        end = cells[5].startIndex
        if end < line.endIndex, line[end] == 0x22 {
            end += 1
            if line.last == 0x22, line.endIndex - 1 > end { closing = 1 }
        }
        return true
    }

    private static let longestCell = 40

    /// `TimeCreated : 11/29/2026 5:48:48 PM`, as Format-List shows it: the message stands on the next line.
    private mutating func takeListedTime() -> Bool {
        guard line[end...].starts(with: "TimeCreated".utf8), let moment = windowsMoment(before: line.endIndex) else {
            return false
        }
        time = moment
        isOwn = true
        isOfWindows = true
        if program == .unsaid { program = .known(LogSpeaker(.daemon, "iotedged")) }
        end = line.endIndex
        return true
    }
}
