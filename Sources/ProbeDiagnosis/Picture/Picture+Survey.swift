import ProbeCore
import ProbeEvidence
package import ProbeFindings

extension Picture {
    /// What a report shows of a survey, with the findings that say why.
    ///
    /// What works is what the scene's ladders say, as it is for the verdict: nothing is judged again here.
    package init(of diagnosis: Diagnosis, in scene: Scene) {
        self.init()
        ladders = LadderTraces(in: scene).traces
        names = scene.survey.seen(ResolveName.self).map { NameTrace($0.about.host, from: $0.vantage, $0.duration) }
        matrix = MatrixPainter(diagnosis, scene, ladders).matrix
        path = PathPainter(diagnosis, scene.survey).picture
    }
}
