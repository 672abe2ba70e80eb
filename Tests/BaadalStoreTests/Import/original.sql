-- A small original database as mysqldump would write it.
-- Made from the description of the original's tables, not from a database that anybody runs; it's what the tests read.
--
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;

DROP TABLE IF EXISTS `constants`;
CREATE TABLE `constants` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(255) NOT NULL,
  `value` varchar(255) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8;
LOCK TABLES `constants` WRITE;
/*!40000 ALTER TABLE `constants` DISABLE KEYS */;
INSERT INTO `constants` VALUES (1,'baadal_status','up'),(2,'vmfiles_path','/mnt/datastore'),
  (3,'vncport_start_range','21000'),(4,'memory_overload_file_path','/opt/memhog'),(5,'admin_email','not a mail');
/*!40000 ALTER TABLE `constants` ENABLE KEYS */;
UNLOCK TABLES;

CREATE TABLE `organisation` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(255) NOT NULL,
  `details` varchar(255) DEFAULT NULL COMMENT 'it''s a text, with (brackets)',
  `public_ip` varchar(15) DEFAULT NULL,
  `admin_mailid` varchar(50) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `organisation` VALUES (1,'ADMIN','Those who run it',NULL,NULL),(2,'IITD','It\'s "IIT", Delhi',NULL,'admin@iitd.example'),
(3,'has space','refused',NULL,NULL);

CREATE TABLE `user` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `first_name` varchar(128) DEFAULT NULL, `last_name` varchar(128) DEFAULT NULL,
  `email` varchar(128) DEFAULT NULL, `username` varchar(128) DEFAULT NULL, `password` varchar(512) DEFAULT NULL,
  `organisation_id` int(11) DEFAULT NULL, `block_user` char(1) NOT NULL DEFAULT 'F',
  `mail_subscribed` char(1) NOT NULL DEFAULT 'T', `registration_key` varchar(512) DEFAULT NULL,
  `reset_password_key` varchar(512) DEFAULT NULL, `registration_id` varchar(512) DEFAULT NULL,
  `shoe_size` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `organisation_id__idx` (`organisation_id`),
  CONSTRAINT `user_ibfk_1` FOREIGN KEY (`organisation_id`) REFERENCES `organisation` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `user` VALUES (1,'Asha','Rao','asha@iitd.example','asha','pbkdf2(1000,20,sha512)$SECRET',2,'F','T','',NULL,NULL,39),
(2,'Ravi','Menon',NULL,'ravi','pbkdf2(1000,20,sha512)$SECRET',1,'T','T',NULL,NULL,NULL,NULL),
(3,'No','One','n@x.example','noone','pbkdf2(1000,20,sha512)$SECRET',9,'F','T','',NULL,NULL,NULL);

CREATE TABLE `vlan` (`id` int(11) NOT NULL, `name` varchar(30) NOT NULL, `vlan_tag` varchar(30) NOT NULL, `vlan_addr` varchar(15) NOT NULL);
INSERT INTO `vlan` VALUES (1,'vlan0','0','10.0.0.0'),(2,'vlan1','1','10.0.1.0'),(3,'vlan9','none','10.0.9.0');
CREATE TABLE `security_domain` (`id` int(11) NOT NULL, `name` varchar(30) NOT NULL, `vlan` int(11), `visible_to_all` char(1) NOT NULL, `org_visibility` longtext);
INSERT INTO `security_domain` (`id`,`name`,`vlan`,`visible_to_all`,`org_visibility`) VALUES (1,'Infrastructure',1,'F','|1|'),(2,'Research',2,'T',NULL);
CREATE TABLE `public_ip_pool` (`id` int(11) NOT NULL, `public_ip` varchar(15) NOT NULL, `is_active` char(1) NOT NULL);
INSERT INTO `public_ip_pool` VALUES (-1,'0.0.0.0','F'),(1,'203.0.113.10','T');
CREATE TABLE `private_ip_pool` (`id` int(11) NOT NULL, `private_ip` varchar(15) NOT NULL, `mac_addr` varchar(20), `vlan` int(11) NOT NULL, `is_active` char(1) NOT NULL);
INSERT INTO `private_ip_pool` VALUES (1,'10.0.0.5','52:52:00:01:15:01',1,'T'),(2,'10.0.1.20','54:52:00:01:17:98',2,'T'),
(3,'10.0.1.21','54:52:00:01:17:99',2,'F'),(4,'10.0.1.22',NULL,2,'T'),(5,'10.0.1.300','54:52:00:01:17:9A',2,'T');
CREATE TABLE `host` (`id` int(11) NOT NULL, `host_name` varchar(30) NOT NULL, `host_ip` int(11), `RAM` int(11));
INSERT INTO `host` VALUES (1,'kvm1',1,64);
CREATE TABLE `datastore` (`id` int(11) NOT NULL, `ds_name` varchar(30) NOT NULL, `ds_ip` varchar(15), `capacity` int(11) NOT NULL,
  `username` varchar(255) NOT NULL, `password` varchar(512), `path` varchar(255) NOT NULL, `used` int(11), `system_mount_point` varchar(255) NOT NULL);
INSERT INTO `datastore` VALUES (1,'filer01','10.0.0.1',10,'root','SECRET','/baadal/data/',0,'/mnt/datastore/');
CREATE TABLE `template` (`id` int(11) NOT NULL, `name` varchar(30) NOT NULL, `os` varchar(10), `os_name` varchar(10), `os_version` varchar(50) NOT NULL,
  `os_type` varchar(10), `arch` varchar(10), `hdd` int(11) NOT NULL, `hdfile` varchar(255) NOT NULL, `type` varchar(10) NOT NULL, `tag` varchar(50),
  `datastore_id` int(11) NOT NULL, `owner` longtext, `is_active` char(1) NOT NULL);
INSERT INTO `template` VALUES (1,'ubuntu-14.04','Linux','Ubuntu','14.04','Server','amd64',10,'ubuntu.qcow2','QCOW2','',1,'|1|','T'),
(2,'escape','Linux','Ubuntu','1','Server','amd64',10,'../../etc/passwd','QCOW2',NULL,1,NULL,'T');
CREATE TABLE `vm_data` (`id` int(11) NOT NULL, `vm_name` varchar(100) NOT NULL, `vm_identity` varchar(100) NOT NULL, `host_id` int(11), `RAM` int(11), `HDD` int(11),
  `extra_HDD` int(11), `vCPU` int(11), `template_id` int(11), `requester_id` int(11), `owner_id` int(11), `private_ip` int(11), `public_ip` int(11), `vnc_port` int(11),
  `datastore_id` int(11), `purpose` varchar(512), `expiry_date` date, `start_time` datetime, `parent_id` int(11), `locked` char(1), `security_domain` int(11),
  `status` int(11), `snapshot_flag` int(11), `affinity_flag` int(11), `saved_template` int(11), `delete_warning_date` datetime, `shutdown_warning_date` datetime);
INSERT INTO `vm_data` VALUES (1,'web','IITD_asha_web',1,2048,10,5,2,1,1,1,2,1,20003,1,'a \\ line\nand more','2015-12-31','2015-01-20 09:12:30',2,'F',2,2,3,0,NULL,NULL,NULL),
(2,'db','IITD_asha_db',1,1024,10,0,1,1,1,1,NULL,-1,20004,1,'data',NULL,NULL,NULL,'F',2,4,0,0,NULL,NULL,NULL),
(3,'lost','IITD_asha_lost',1,1024,10,0,1,1,1,1,NULL,NULL,20005,1,NULL,NULL,NULL,NULL,'F',2,4,0,0,NULL,NULL,NULL);
CREATE TABLE `attached_disks` (`id` int(11), `vm_id` int(11) NOT NULL, `datastore_id` int(11) NOT NULL, `attached_disk_name` varchar(100) NOT NULL, `capacity` varchar(45));
INSERT INTO `attached_disks` VALUES (1,1,1,'IITD_asha_web_disk1','5'),(2,3,1,'IITD_asha_lost_disk1','5'),(3,1,1,'spare.qcow2','7');
CREATE TABLE `snapshot` (`id` int(11), `vm_id` int(11) NOT NULL, `datastore_id` int(11) NOT NULL, `snapshot_name` varchar(50), `type` int(11), `path` varchar(255), `timestamp` datetime);
INSERT INTO `snapshot` VALUES (1,1,1,'1421745150',1,NULL,'2015-01-20 09:12:30'),(2,1,1,'before',101,NULL,NULL),(3,1,1,'odd',77,NULL,NULL),(4,3,1,'gone',1,NULL,NULL);
CREATE TABLE `task_queue` (`id` int(11), `task_type` varchar(30), `parameters` longtext);
INSERT INTO `task_queue` VALUES (1,'install','{\"vm\": 1}'),(2,'start',NULL);
CREATE TABLE `weather` (`id` int(11), `rain` double, `raw` int);
INSERT INTO `weather` VALUES (1,-1.5e3,+7),(2,.5,NULL);
-- Dump completed
