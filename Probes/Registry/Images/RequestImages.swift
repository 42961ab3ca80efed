package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Asks for every image of the deployment: index, manifest and configuration, with the deployment's own credentials.
///
/// Goes on where `RequestRegistry` ended, on its connection; a deployment of many images is asked for on a few at a time.
extension RequestImages: Probe {
    package static var patience: Duration { .seconds(60) }

    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.imageEndpoints }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        plan.services.imageEndpoints.isEmpty ? [] : RequestRegistry().contacts(in: plan)
    }

    /// Of one registry at once.
    private static let mostConnections = 4
    /// What one connection asks for before a second one is worth its handshake.
    private static let imagesPerConnection = 3

    package func measure(
        _ about: Endpoint, _ input: On<RequestRegistry>, _ context: Context<ImagesEvidence>
    ) async throws(ProbeError) -> Measured<ImagesEvidence, NoLive> {
        let images = context.plan.services.images(at: about)
        let wanted = ImagePlatform.runnable(on: Machine.read()?.architecture.description ?? "")
        let count = min(Self.mostConnections, (images.count - 1) / Self.imagesPerConnection + 1)
        let visit = input.product
        let parts = await withTaskGroup(of: [(Int, ImageEvidence)].self) { group in
            for number in 0..<count {
                group.addTask {
                    var walk = ImageWalk(about, visit, on: number == 0 ? visit.connection : nil, context)
                    var found: [(Int, ImageEvidence)] = []
                    for index in stride(from: number, to: images.count, by: count) {
                        let isOver = Task.isCancelled || .now >= context.deadline
                        // What could not be asked is not known.
                        let evidence = isOver ? nil : try? await walk.evidence(of: images[index], for: wanted)
                        found.append((index, evidence ?? ImageEvidence(images[index], wanted: wanted)))
                    }
                    await walk.end()
                    return found
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        var evidence = ImagesEvidence()
        evidence.images = parts.sorted { $0.0 < $1.0 }.map(\.1)
        return Measured(evidence)
    }
}
