import ProbeCore
import ProbeFindings

/// Remedies in the deployment: a manifest is changed where it is kept, so none of them is a command.
extension Prescription {
    /// The file and the line that the finding names.
    private var place: Sentence {
        guard case .file(let place)? = finding.location.culprit, Self.isPlain(place.path) else {
            return "the deployment manifest"
        }
        return place.line.map { "\(place.path), line \($0)" } ?? "\(place.path)"
    }

    /// A path of ordinary characters, from the root or from where the run was started; another one is not repeated.
    static func isPlain(_ path: LocalText) -> Bool { Shell.isPath("/\(path)") }

    var deploymentImageMissing: [Remedy] {
        [
            remedy(
                .correctImage, "Correct the image's name or tag in \(place), or push the image.",
                (finding.subject.name?.description == "mcr.microsoft.com"
                    ? ["What the registry has is listed at https://mcr.microsoft.com, under the image's name."]
                    : [
                        """
                        What the registry has is shown by its portal; of Azure Container Registry by: \
                        az acr repository show-tags --name REGISTRY --repository REPOSITORY
                        """
                    ])
                    + (finding.owner == .device
                        ? ["`iotedge config apply` puts a corrected configuration into force."] : []))
        ]
    }

    var repairDeployment: Remedy {
        remedy(
            .repairConfiguration, "Correct the module's createOptions in \(place), and deploy anew.",
            [
                """
                They are JSON within JSON: one object, in a text whose own quotation marks stand behind backslashes, or in a \
                template an object as it is. HostPort is a text with a number from 1 to 65535.
                """
            ])
    }

    var deploymentPlatformMissing: [Remedy] {
        [
            remedy(
                .imageForPlatform, "Deploy an image that is built for this device's processor.",
                [
                    """
                    Name the tag for it in \(place); or build one image for all devices: docker buildx build --platform \
                    linux/amd64,linux/arm64,linux/arm/v7
                    """
                ])
        ]
    }

    var deploymentPortCollision: [Remedy] {
        [
            remedy(
                .moveModulePort, "Publish another port for one of the modules in \(place).",
                [
                    """
                    In its createOptions, under HostConfig, PortBindings: HostPort is the device's port and may be any that is \
                    free; the container's own port, before the colon, stays.
                    """,
                    "Without PortBindings modules reach each other all the same, by their names.",
                    """
                    A module on the host's own network (NetworkMode) takes its ports without PortBindings: give it a network of \
                    its own. edgeAgent and edgeHub both have their metrics on 9600, unless env has MetricsEnabled with the value \
                    false.
                    """,
                ])
        ]
    }

    var deploymentPlaceholder: [Remedy] {
        [
            remedy(
                .fillInDeployment,
                "Put the values in the place of the placeholders in \(place), and run again with that file.",
                [
                    """
                    The VS Code extension and iotedgedev write config/deployment.PLATFORM.json from a template and the file .env \
                    beside it, which has a line NAME=VALUE for each.
                    """
                ])
        ]
    }

    /// The portal's form and the manifest's.
    var smallDevice: Remedy {
        remedy(
            .smallDevice, owner: .hubConfiguration, "Set OptimizeForPerformance=false on edgeHub.",
            [
                """
                In the portal: the device, Set modules, Runtime Settings, Edge Hub, Environment variables: OptimizeForPerformance \
                with the value false.
                """,
                """
                In the deployment manifest: edgeHub's "env" gets "OptimizeForPerformance": { "value": "false" }; in its \
                createOptions the same is:
                """,
            ],
            [Remedy.Command(.createOptions, "{ \"Env\": [\"OptimizeForPerformance=false\"] }")])
    }

    /// Another user name or password for a registry, in the deployment.
    func correctDeploymentCredentials(_ place: FilePlace) -> Remedy {
        remedy(
            .registryCredentials,
            place.line.map { "Correct the registry's credentials in \(place.path), line \($0)." }
                ?? "Put the registry's credentials into \(place.path).",
            [
                """
                Under edgeAgent's runtime settings, registryCredentials: user name and password of an account that may pull \
                from \(hostOrHub), and as address the name of the registry exactly as the images begin with it, without https://.
                """,
                """
                In Azure Container Registry: a service principal or token with the role AcrPull, which has not expired; the \
                admin account only for a trial.
                """,
            ])
    }
}
