import ProbeCore
import ProbeEvidence

/// What iotedged wrote into the event log of Windows.
extension LogHead {
    /// `… 5:48:48 PM warn: edgelet_utils::logging -- …`, whichever way the date is written, also from a table of CSV.
    mutating func takeWindows() -> Bool {
        let head = Array(line[end...].prefix(96))
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
        return takeListedTime()
    }

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
