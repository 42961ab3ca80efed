import ProbeCore
import ProbeEvidence

extension HTTPAnswer {
    /// The Date header in its preferred form, IMF-fixdate (RFC 9110 section 5.6.7); nothing when it is another or none.
    var date: Timestamp? {
        guard let text = value(of: "date")?.description else { return nil }
        // Mon, 23 Nov 2026 09:14:07 GMT
        let parts = text.split(whereSeparator: { " :,".contains($0) })
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 8, parts[7] == "GMT", let month = months.firstIndex(of: String(parts[2])),
            let day = Int(parts[1]), let year = Int(parts[3]), let hour = Int(parts[4]), let minute = Int(parts[5]),
            let second = Int(parts[6])
        else { return nil }
        return Timestamp(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }
}
