/// Manifests of our own making, in shapes that are found in the field.
enum Shapes {
    /// As the portal exports it.
    static let complete = #"""
        {
          "modulesContent": {
            "$edgeAgent": { "properties.desired": {
              "schemaVersion": "1.1",
              "runtime": { "type": "docker", "settings": {
                "minDockerVersion": "v1.25", "loggingOptions": "", "registryCredentials": {
                  "plant": {
                    "address": "plant.azurecr.io", "username": "plant",
                    "password": "pässword"
              } } } },
              "systemModules": {
                "edgeAgent": { "type": "docker", "settings": { "image": "mcr.microsoft.com/azureiotedge-agent:1.5", "createOptions": "{}" } },
                "edgeHub": { "type": "docker", "status": "running", "restartPolicy": "always",
                  "env": {
                    "UpstreamProtocol": { "value": "AMQPWS" }, "OptimizeForPerformance": { "value": false },
                    "https_proxy": { "value": "http://bob:s3cret@proxy.plant.example:3128" } },
                  "settings": { "image": "mcr.microsoft.com/azureiotedge-hub:1.5",
                    "createOptions": "{\"HostConfig\":{\"PortBindings\":{\"5671/tcp\":[{\"HostPort\":\"5671\"}],\"8883/tcp\":[{\"HostPort\":\"8883\"}],\"443/tcp\":[{\"HostPort\":\"443\"}]}}}" } }
              },
              "modules": {
                "camera": { "version": "1.0", "type": "docker", "status": "running",
                  "settings": {
                    "image": "plant.azurecr.io/vision/camera:1.4.2",
                    "createOptions": "{\"HostConfig\":{\"Dns\":[\"10.1.0.53\"],\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"8080\",\"HostIp\":\"10.1.2.3\"}],\"90/udp\":[{\"HostPort\":\"90\"}]}}}" } },
                "idle": { "status": "stopped", "settings": { "image": "plant.azurecr.io/vision/idle:1" } }
              }
            } },
            "$edgeHub": { "properties.desired": { "schemaVersion": "1.1", "routes": { "up": "FROM /messages/* INTO $upstream" } } },
            "camera": { "properties.desired": { "interval": 5 } }
          }
        }
        """#

    /// As the VS Code extension begins a solution.
    static let template = #"""
        { "$schema-template": "4.0.0",
          "modulesContent": { "$edgeAgent": { "properties.desired": {
            "runtime": { "settings": { "registryCredentials": { "plant": {
              "username": "$CONTAINER_REGISTRY_USERNAME_plant", "password": "$CONTAINER_REGISTRY_PASSWORD_plant",
              "address": "$CONTAINER_REGISTRY_USERNAME_plant.azurecr.io" } } } },
            "systemModules": { "edgeHub": { "settings": { "image": "mcr.microsoft.com/azureiotedge-hub:1.4",
              "createOptions": { "HostConfig": { "PortBindings": { "443/tcp": [ { "HostPort": "443" } ] } } } } } },
            "modules": { "filter": { "settings": { "image": "${MODULES.filter}", "createOptions": {} } } } } } } }
        """#

    /// For the command line of Azure, with credentials and a later branch of their own.
    static let layered = #"""
        { "content": { "modulesContent": {
          "$edgeAgent": {
            "properties.desired.modules.camera.settings.image": "plant.azurecr.io/camera:2.0",
            "properties.desired.modules.camera": { "type": "docker", "settings": { "image": "plant.azurecr.io/camera:1.0" } },
            "properties.desired.modules.gauge": { "type": "docker", "settings": { "image": "gauge:1", "createOptions": "" } },
            "properties.desired.runtime.settings.registryCredentials.plant": {
              "address": "plant.azurecr.io", "username": "robot", "password": "x" } },
          "$edgeHub": { "properties.desired.routes.up": "FROM /messages/* INTO $upstream" } } } }
        """#

    /// Texts of a twin are 512 characters long at most.
    static let inPieces = #"""
        { "modulesContent": { "$edgeAgent": { "properties.desired": { "systemModules": { "edgeHub": { "settings": {
          "image": "mcr.microsoft.com/azureiotedge-hub:1.5",
          "createOptions03": "\"443\"}],\"5671/tcp\":[{\"HostPort\"",
          "createOptions": "{\"HostConfig\":{\"PortBindings\"",
          "createOptions01": ":{\"8883/tcp\":[{\"HostPort\":\"88",
          "createOptions02": "83\"}],\"443/tcp\":[{\"HostPort\":",
          "createOptions04": ":\"5671\"}]}}}" } } } } } } }
        """#

    /// One module.
    static func module(image: String, options: String = "", account: (String, String, String)? = nil) -> String {
        let credentials = account.map { address, user, password in
            #""runtime":{"settings":{"registryCredentials":{"r":{"address":"\#(address)","username":"\#(user)","password":"\#(password)"}}}},"#
        }
        return #"""
            {"modulesContent": {"$edgeAgent": {"properties.desired": {\#(credentials ?? "")
            "modules": {"m": {"type": "docker", "settings": {"image": "\#(image)",
            "createOptions": "\#(options.replacing("\"", with: "\\\""))"}}}}}}}
            """#
    }
}
