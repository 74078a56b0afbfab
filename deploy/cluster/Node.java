import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node in this process: FOLDER CLUSTER NUMBER HTTP_PORT TRANSPORT_PORT SEEDS FIRST. */
public class Node {
    // Terms between spaces, and the network: an index of this program needs nothing else.
    private static final String MODULES =
        "org.opensearch.analysis.common.CommonAnalysisPlugin,org.opensearch.transport.Netty4Plugin";

    public static void main(String[] given) {
        try {
            start(given);
            System.out.println("ready node" + given[2]);
            // Whoever started it holds its standard input: no node outlives that.
            while (System.in.read() >= 0) {
            }
        } catch (Throwable fault) {
            fault.printStackTrace();
            Runtime.getRuntime().halt(1); // threads of a node that came half up would keep the process
        }
        Runtime.getRuntime().halt(0);
    }

    private static void start(String[] given) {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", "node" + given[2]);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", given[3]);
            settings.put("transport.port", given[4]);
            settings.putList("discovery.seed_hosts", given[5].split(","));
            // One node founds the cluster and the others join: three that vote while they start outbid one another.
            settings.putList("cluster.initial_cluster_manager_nodes", given[6]);
            // A node that has just started on a busy machine answers late: a second is not enough to know it.
            settings.put("discovery.probe.connect_timeout", "30s");
            settings.put("discovery.probe.handshake_timeout", "30s");
            // A folder of a test shares its disk with everything else; a node must not refuse to write for that.
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(given[0]).clusterName(given[1]).numOfNode(1)
            .moduleTypes(MODULES).useLogger());
    }
}
