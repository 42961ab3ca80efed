import ProbeCore

extension Timestamp {
    /// IMF-fixdate (RFC 9110 section 5.6.7): `Mon, 23 Nov 2026 09:14:07 GMT`.
    var httpDate: String {
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 1970 began on a Thursday.
        let days = secondsSince1970 >= 0 ? secondsSince1970 / 86_400 : (secondsSince1970 - 86_399) / 86_400
        let weekday = weekdays[Int((days % 7 + 7) % 7)]
        let fields = description.split { "-T:Z".contains($0) }
        guard fields.count == 6, let month = Int(fields[1]), months.indices.contains(month - 1) else { return "" }
        return "\(weekday), \(fields[2]) \(months[month - 1]) \(fields[0]) \(fields[3]):\(fields[4]):\(fields[5]) GMT"
    }
}
