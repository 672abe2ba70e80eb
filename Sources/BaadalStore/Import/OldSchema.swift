/// The tables of the original, and what of them is taken.
///
/// Names are in lower case. A column that is in none of these is unknown; one that holds a secret is in no list of what is
/// taken, so that it is never read.
enum OldSchema {
    /// Columns that are taken, by table.
    static let taken: [String: Set<String>] = [
        "constants": ["name", "value"],
        "organisation": ["id", "name", "details", "admin_mailid"],
        "user": [
            "id", "first_name", "last_name", "email", "username", "organisation_id", "block_user", "registration_key",
        ],
        "vlan": ["id", "name", "vlan_tag", "vlan_addr"],
        "security_domain": ["id", "name", "vlan", "visible_to_all", "org_visibility"],
        "public_ip_pool": ["id", "public_ip", "is_active"],
        "private_ip_pool": ["id", "private_ip", "mac_addr", "vlan", "is_active"],
        "host": ["id", "host_name", "host_ip"],
        "datastore": ["id", "ds_name", "capacity", "system_mount_point"],
        "template": [
            "id", "name", "os", "os_name", "os_version", "hdd", "hdfile", "type", "tag", "datastore_id", "owner",
            "is_active",
        ],
        "vm_data": [
            "id", "vm_name", "vm_identity", "host_id", "ram", "hdd", "vcpu", "template_id", "requester_id", "owner_id",
            "private_ip", "public_ip", "vnc_port", "datastore_id", "purpose", "start_time", "parent_id",
            "security_domain", "snapshot_flag",
        ],
        "attached_disks": ["vm_id", "datastore_id", "attached_disk_name", "capacity"],
        "snapshot": ["vm_id", "snapshot_name", "type", "timestamp"],
    ]

    /// Columns of those tables that are known and have no place here.
    static let ignored: [String: Set<String>] = [
        "constants": ["id"],
        "organisation": ["public_ip"],
        "user": ["password", "mail_subscribed", "reset_password_key", "registration_id"],
        "public_ip_pool": ["vm_id", "host_id"],
        "private_ip_pool": ["vm_id", "host_id"],
        "host": [
            "public_ip", "mac_addr", "hdd", "cpus", "ram", "category", "status", "slot_number", "rack_number", "extra",
            "host_type",
        ],
        "datastore": ["ds_ip", "username", "password", "path", "used"],
        "template": ["os_type", "arch"],
        "vm_data": [
            "extra_hdd", "expiry_date", "locked", "status", "affinity_flag", "saved_template", "delete_warning_date",
            "shutdown_warning_date", "mac_addr",
        ],
        "attached_disks": ["id"],
        "snapshot": ["id", "datastore_id", "path"],
    ]

    /// The order in which tables are taken, so that what a row names is there before it.
    static let order = [
        "constants", "organisation", "user", "vlan", "security_domain", "public_ip_pool", "private_ip_pool", "host",
        "datastore", "template", "vm_data", "attached_disks", "snapshot",
    ]

    /// Tables of the original that are not taken, with why.
    static let left: [String: String] = [
        "user_group": "roles are not kept here",
        "user_membership": "roles are not kept here",
        "request_queue": "requests are not kept here",
        "vm_event_log": "its history stays there",
        "vm_data_event": "its history stays there",
        "user_vm_map": "a VM has one owner here",
        "host_affinity": "hosts are chosen by groups of VMs here",
        "task_queue": "what was not done is to be asked for again",
        "task_queue_event": "its history stays there",
        "vnc_access": "grants end with their time",
        "object_store_data": "it is not of VMs",
        "container_data": "it is not of VMs",
        "node_data": "it is not of VMs",
        "user_object_map": "it is not of VMs",
        "user_container_map": "it is not of VMs",
    ]
}
