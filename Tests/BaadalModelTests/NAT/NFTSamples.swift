/// What nftables 1.0.6 was told, and what it said then.
enum NFTSamples {
    static let whole = """
        add table ip baadal
        delete table ip baadal
        table ip baadal {
            map inward {
                type ipv4_addr : ipv4_addr
                elements = { 203.0.113.9 : 10.78.1.51,
                    203.0.113.10 : 10.78.1.50 }
            }

            map outward {
                type ipv4_addr : ipv4_addr
                elements = { 10.78.1.50 : 203.0.113.10,
                    10.78.1.51 : 203.0.113.9 }
            }

            set received {
                type ipv4_addr
                counter
                elements = { 10.78.1.50,
                    10.78.1.51 }
            }

            set sent {
                type ipv4_addr
                counter
                elements = { 10.78.1.50,
                    10.78.1.51 }
            }

            chain prerouting {
                type nat hook prerouting priority dstnat - 10; policy accept;
                iifname "eth1" dnat to ip daddr map @inward
                iifname "eth1" ip saddr 192.0.2.7 ip daddr 203.0.113.1 tcp dport 5907 meta time < 1795800000 \
        dnat to 10.78.0.11:20001
                iifname "eth1" ip saddr 198.51.100.0/24 ip daddr 203.0.113.1 tcp dport 5907 meta time < \
        1795800000 dnat to 10.78.0.11:20001
            }

            chain postrouting {
                type nat hook postrouting priority srcnat - 10; policy accept;
                oifname "eth1" snat to ip saddr map @outward
            }

            chain forward {
                type filter hook forward priority filter - 10; policy accept;
                iifname "eth1" ip daddr @received accept
                oifname "eth1" ip saddr @sent accept
                iifname "eth1" ip saddr 192.0.2.7 ip daddr 10.78.0.11 tcp dport 20001 meta time < 1795800000 accept
                iifname "eth1" ip saddr 198.51.100.0/24 ip daddr 10.78.0.11 tcp dport 20001 meta time < \
        1795800000 accept
                iifname "eth1" ip daddr 10.78.0.11 tcp dport 20001 drop
            }
        }

        """

    static let readBack = answer.replacing("\n    ", with: " ")

    /// Lines that begin with spaces go on from the one before.
    private static let answer = """
        {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5",
            "json_schema_version": 1}},
        {"table": {"family": "ip", "name": "baadal", "handle": 5}},
        {"map": {"family": "ip", "name": "inward", "table": "baadal", "type": "ipv4_addr", "handle": 4,
            "map": "ipv4_addr", "elem": [["203.0.113.9", "10.78.1.51"], ["203.0.113.10", "10.78.1.50"]]}},
        {"map": {"family": "ip", "name": "outward", "table": "baadal", "type": "ipv4_addr", "handle": 5,
            "map": "ipv4_addr", "elem": [["10.78.1.50", "203.0.113.10"], ["10.78.1.51", "203.0.113.9"]]}},
        {"set": {"family": "ip", "name": "received", "table": "baadal", "type": "ipv4_addr", "handle": 6,
            "elem": [{"elem": {"val": "10.78.1.50", "counter": {"packets": 5, "bytes": 268}}},
            {"elem": {"val": "10.78.1.51", "counter": {"packets": 3, "bytes": 189}}}],
            "stmt": [{"counter": null}]}},
        {"set": {"family": "ip", "name": "sent", "table": "baadal", "type": "ipv4_addr", "handle": 7,
            "elem": [{"elem": {"val": "10.78.1.50", "counter": {"packets": 4, "bytes": 242}}},
            {"elem": {"val": "10.78.1.51", "counter": {"packets": 4, "bytes": 216}}}],
            "stmt": [{"counter": null}]}},
        {"chain": {"family": "ip", "table": "baadal", "name": "prerouting", "handle": 1, "type": "nat",
            "hook": "prerouting", "prio": -110, "policy": "accept"}},
        {"chain": {"family": "ip", "table": "baadal", "name": "postrouting", "handle": 2, "type": "nat",
            "hook": "postrouting", "prio": 90, "policy": "accept"}},
        {"chain": {"family": "ip", "table": "baadal", "name": "forward", "handle": 3, "type": "filter",
            "hook": "forward", "prio": -10, "policy": "accept"}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "prerouting", "handle": 8,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth1"}},
            {"dnat": {"addr": {"map": {"key": {"payload": {"protocol": "ip", "field": "daddr"}},
            "data": "@inward"}}}}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "prerouting", "handle": 9,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}},
            "right": "192.0.2.7"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip",
            "field": "daddr"}}, "right": "203.0.113.1"}}, {"match": {"op": "==",
            "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 5907}}, {"match": {"op": "<",
            "left": {"meta": {"key": "time"}}, "right": "2026-11-27 17:20:00"}}, {"dnat": {"addr": "10.78.0.11",
            "port": 20001}}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "prerouting", "handle": 10,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}},
            "right": {"prefix": {"addr": "198.51.100.0", "len": 24}}}}, {"match": {"op": "==",
            "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "203.0.113.1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 5907}},
            {"match": {"op": "<", "left": {"meta": {"key": "time"}}, "right": "2026-11-27 17:20:00"}},
            {"dnat": {"addr": "10.78.0.11", "port": 20001}}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "postrouting", "handle": 11,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "eth1"}},
            {"snat": {"addr": {"map": {"key": {"payload": {"protocol": "ip", "field": "saddr"}},
            "data": "@outward"}}}}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "forward", "handle": 12,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}},
            "right": "@received"}}, {"accept": null}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "forward", "handle": 13,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "eth1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@sent"}},
            {"accept": null}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "forward", "handle": 14,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}},
            "right": "192.0.2.7"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip",
            "field": "daddr"}}, "right": "10.78.0.11"}}, {"match": {"op": "==",
            "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 20001}}, {"match": {"op": "<",
            "left": {"meta": {"key": "time"}}, "right": "2026-11-27 17:20:00"}}, {"accept": null}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "forward", "handle": 15,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}},
            "right": {"prefix": {"addr": "198.51.100.0", "len": 24}}}}, {"match": {"op": "==",
            "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": "10.78.0.11"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 20001}},
            {"match": {"op": "<", "left": {"meta": {"key": "time"}}, "right": "2026-11-27 17:20:00"}},
            {"accept": null}]}},
        {"rule": {"family": "ip", "table": "baadal", "chain": "forward", "handle": 16,
            "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "eth1"}},
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "daddr"}},
            "right": "10.78.0.11"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "tcp",
            "field": "dport"}}, "right": 20001}}, {"drop": null}]}}]}
        """
}
