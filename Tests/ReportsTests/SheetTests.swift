import ProbeCore
import ProbeFindings
import ProbeGuidance
@testable import Reports
import Testing

/// The guide and the symptoms as they are printed.
struct SheetTests {
    @Test(arguments: GuideTopic.allCases)
    func `a procedure is printed on 80 columns, and what is to be pasted begins at the margin`(topic: GuideTopic) {
        for (host, release) in [(nil, nil), (.linux, nil), (.windows, nil), (.linux, .old), (.windows, .current)]
            as [(Procedure.Host?, Procedure.Release?)]
        {
            let text = ProcedureSheet(topic, topic.procedure, for: host, release).text
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
            for case .paste(_, let paste) in topic.procedure.parts(for: host, release).flatMap(\.steps) {
                #expect(text.contains("\n\n\(paste)\n"), "\(paste)")
            }
        }
    }

    @Test func `what is printed can be told from what is pasted`() {
        for topic in GuideTopic.allCases {
            let lines = ProcedureSheet(topic, topic.procedure, for: nil, nil).text.split(separator: "\n")
            let pasted = Set(
                topic.procedure.parts(for: nil, nil).flatMap(\.steps).flatMap { step -> [Substring] in
                    guard case .paste(_, let text) = step else { return [] }
                    return text.description.split(separator: "\n")
                })
            for line in lines.dropFirst() where !line.hasPrefix("  ") { #expect(pasted.contains(line), "\(line)") }
        }
    }

    @Test(arguments: Symptom.allCases)
    func `a symptom is printed on 80 columns with what to run, for both hosts`(symptom: Symptom) {
        let text = SymptomSheet(symptom).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(text.contains("\n\n\(symptom.page.command)\n"))
        for part in ["    Means     ", "    Find out  ", "    Linux     ", "    Windows   "] {
            #expect(text.contains(part), "\(part)")
        }
        for candidate in symptom.page.candidates { #expect(text.contains("\(candidate.cause.rawValue): ")) }
    }

    @Test func `a table keeps its columns`() {
        let text = ProcedureSheet(.ports, GuideTopic.ports.procedure, for: nil, nil).text
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("    ") && $0.dropFirst(4).first != " " }
        let protocols = rows.filter { row in
            ["HTTPS ", "AMQP ", "MQTT ", "without TLS "].contains { row.dropFirst(4).hasPrefix($0) }
        }
        #expect(protocols.count == 4)
        let columns = protocols.map { row in
            row.firstRange(of: "closed  ").map { row.distance(from: row.startIndex, to: $0.upperBound) }
        }
        #expect(columns.allSatisfy { $0 != nil })
    }
}
