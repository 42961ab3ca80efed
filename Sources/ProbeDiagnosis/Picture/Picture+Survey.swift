package import ProbeCore
import ProbeEvidence
package import ProbeFindings

extension Picture {
    /// What a report shows of a survey, with the findings that say why.
    package init(of diagnosis: Diagnosis, in survey: Survey) {
        self.init()
        ladders = LadderTraces(of: diagnosis, in: survey).traces
        names = survey.seen(ResolveName.self).map { NameTrace($0.about.host, from: $0.vantage, $0.duration) }
        matrix = MatrixPainter(diagnosis, survey, ladders).matrix
        path = PathPainter(diagnosis, survey).picture
    }
}
