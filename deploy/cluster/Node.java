import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node in this process: FOLDER CLUSTER NUMBER HTTP_PORT TRANSPORT_PORT SEEDS NAMES. */
public class Node {
    public static void main(String[] given) throws Exception {
        String name = "node" + given[2];
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", name);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", given[3]);
            settings.put("transport.port", given[4]);
            settings.putList("discovery.seed_hosts", given[5].split(","));
            settings.putList("cluster.initial_cluster_manager_nodes", given[6].split(","));
            // A folder of a test shares its disk with everything else; a node must not refuse to write for that.
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            settings.put("cluster.fault_detection.follower_check.timeout", "2s");
            settings.put("cluster.fault_detection.follower_check.retry_count", 2);
            settings.put("cluster.fault_detection.leader_check.timeout", "2s");
            settings.put("cluster.fault_detection.leader_check.retry_count", 2);
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(given[0]).clusterName(given[1]).numOfNode(1).useLogger());
        System.out.println("ready " + name);
        // Whoever started it holds its standard input: no node outlives that.
        while (System.in.read() >= 0) {
        }
        Runtime.getRuntime().halt(0);
    }
}
