#!/usr/bin/env bash
#
# devcloud.sh - a real OpenStack control plane on loopback, for end-to-end tests.
#
#   devcloud.sh up       install what is missing, start everything, print a clouds.yaml   (idempotent)
#   devcloud.sh status   one line per process: pid, port, HTTP status, resident memory
#   devcloud.sh down     stop the processes; the data stays, the next `up` is a warm start
#   devcloud.sh purge    down, then delete STATE_DIR
#   devcloud.sh env      print the shell exports that point openstacksdk at the cloud
#
# What is real: Keystone, Placement, Glance, Nova (API, conductor, scheduler, compute), Neutron
# (API, IPAM, security groups, routers, floating IPs), Cinder (API, scheduler, volume), Swift (proxy,
# account, container, object; one device, one replica, no background daemons): Debian 12's packages
# (release "Zed"), their own databases, policies, quotas, microversions and error messages.
# What is fake: the last inch. Nova runs its own fake.FakeDriver (no hypervisor), Neutron binds every
# port through a 20-line mechanism driver (no agents), Cinder keeps no bytes. So a server becomes
# ACTIVE, is renamed, resized, stopped... but nothing boots, no user_data runs, no packet flows.
#
# How it stays small: only the python3-* library packages and mariadb-server-core are installed (no
# daemon package, so nothing under /etc is configured, no user is made, no unit is enabled). There is
# no message broker: each of Nova's and Cinder's services share ONE process and talk RPC through
# oslo.messaging's in-process driver (transport_url = fake:///). One worker per API.
#
# Needs: Debian 12 (bookworm), bash, apt (root or sudo, for the first `up` only). ~1.4 GiB RAM.
#
# Settings (environment):
#   STATE_DIR             everything lives here       (default: ${XDG_STATE_HOME:-~/.local/state}/devcloud)
#   DEVCLOUD_PORT_OFFSET  added to the usual ports    (default: 10000: Keystone 15000, Nova 18774, ...)
#   DEVCLOUD_PASSWORD     of admin, demo and services (default: devcloud; loopback only)
#   DEVCLOUD_IMAGES       names of the (empty) images (default: "debian-12 debian-13 ubuntu-22.04 ubuntu-24.04")
#   DEVCLOUD_SKIP_APT=1   never call apt; fail when a package is missing
#   DEVCLOUD_TIMEOUT      seconds to wait for an API  (default: 180)
# The port offset and the password are fixed by the first `up`: to change them, `purge` first.

set -euo pipefail

STATE_DIR=${STATE_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/devcloud}
PORT_OFFSET=${DEVCLOUD_PORT_OFFSET:-10000}
PASSWORD=${DEVCLOUD_PASSWORD:-devcloud}
IMAGES=${DEVCLOUD_IMAGES:-debian-12 debian-13 ubuntu-22.04 ubuntu-24.04}
TIMEOUT=${DEVCLOUD_TIMEOUT:-180}

ADDR=127.0.0.1
REGION=RegionOne
PYTHON=/usr/bin/python3          # Debian's own interpreter; a pyenv/venv python cannot see the packages

# In start order. keystone first: the others validate their service credentials against it.
SERVICES=(mariadb keystone placement glance neutron cinder nova swift-account swift-container swift-object swift)
declare -A PORT=(
  [keystone]=$((5000 + PORT_OFFSET)) [placement]=$((8778 + PORT_OFFSET)) [glance]=$((9292 + PORT_OFFSET))
  [neutron]=$((9696 + PORT_OFFSET))  [cinder]=$((8776 + PORT_OFFSET))    [nova]=$((8774 + PORT_OFFSET))
  [swift]=$((8080 + PORT_OFFSET))    [swift-account]=$((6202 + PORT_OFFSET))
  [swift-container]=$((6201 + PORT_OFFSET)) [swift-object]=$((6200 + PORT_OFFSET)))
KEYSTONE_URL=http://$ADDR:${PORT[keystone]}/v3

PACKAGES=(
  python3-keystone python3-placement python3-glance python3-nova python3-neutron python3-cinder python3-swift
  python3-pymysql python3-openstacksdk     # the services' database driver; the client of the set-up step
  uwsgi-core uwsgi-plugin-python3          # runs keystone and placement
  mariadb-server-core                      # the mariadbd binary, without the Debian service around it
  mariadb-client-core                      # my_print_defaults, which mariadb-install-db calls
)

# ---------------------------------------------------------------------------------------- helpers

T0=${EPOCHREALTIME/./}
PHASE_AT=$T0
seconds() { local us=$(( ${EPOCHREALTIME/./} - $1 )); printf '%d.%d' $((us / 1000000)) $((us / 100000 % 10)); }
phase()   { printf '[%6ss] %-34s %ss\n' "$(seconds "$T0")" "$1" "$(seconds "$PHASE_AT")"; PHASE_AT=${EPOCHREALTIME/./}; }
die()     { printf 'devcloud: %s\n' "$*" >&2; exit 1; }

# A clean environment for every child: no proxy, virtualenv, PYTHONPATH or OS_* leaks into the services.
CLEAN=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$STATE_DIR" LANG=C.UTF-8 PYTHONNOUSERSITE=1
       PYTHONPATH="$STATE_DIR/lib" PYTHONWARNINGS=ignore)
clean_env() { "${CLEAN[@]}" "$@"; }

# py_main MODULE:FUNCTION ARGS...  - what the console script of a daemon package would do
py_main() {
  clean_env "$PYTHON" -c '
import importlib, sys
module, function = sys.argv.pop(1).split(":")
sys.argv[0] = module
sys.exit(getattr(importlib.import_module(module), function)())' "$@"
}

pid_of() {   # prints the pid of a running service of THIS state dir; a recycled pid does not count
  local pid
  pid=$(cat "$STATE_DIR/run/$1.pid" 2>/dev/null) || return 1
  [[ -n $pid && -r /proc/$pid/cmdline ]] || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$STATE_DIR/" || return 1
  echo "$pid"
}

start() {    # start NAME COMMAND...
  local name=$1; shift
  pid_of "$name" >/dev/null && return 0
  # the array, not the clean_env function: `function &` would leave a bash in front, and $! be its pid
  "${CLEAN[@]}" setsid "$@" </dev/null >>"$STATE_DIR/log/$name.log" 2>&1 9>&- &
  local pid=$!
  echo "$pid" >"$STATE_DIR/run/$name.pid"
  disown
  # until the fork has become the command, pid_of would take it for a stranger
  until pid_of "$name" >/dev/null || ! kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}

http_status() {   # http_status PORT PATH -> the status code, or nothing
  ( exec 3<>"/dev/tcp/$ADDR/$1" && printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$2" "$ADDR" >&3 \
    && read -r -t 20 _ code _ <&3 && echo "$code" ) 2>/dev/null || true
}

probe_of() { case $1 in swift*) echo /healthcheck ;; *) echo / ;; esac; }

wait_for() {      # wait_for NAME... until each API answers; a dead process fails at once
  local name deadline=$((SECONDS + TIMEOUT))
  for name in "$@"; do
    until [[ $(http_status "${PORT[$name]}" "$(probe_of "$name")") =~ ^[23] ]]; do
      pid_of "$name" >/dev/null || { tail -n 25 "$STATE_DIR/log/$name.log" >&2; die "$name died; see $STATE_DIR/log/$name.log"; }
      (( SECONDS < deadline )) || die "$name does not answer on port ${PORT[$name]}; see $STATE_DIR/log/$name.log"
      sleep 0.2
    done
  done
}

sql() { "$PYTHON" -I - "$STATE_DIR/run/mysql.sock" "$@" <<'PY'
import sys, pymysql
connection = pymysql.connect(unix_socket=sys.argv[1], user='root')
with connection.cursor() as cursor:
    for statement in sys.argv[2:]:
        cursor.execute(statement)
PY
}

# ---------------------------------------------------------------------------------------- packages

install_packages() {
  local missing=() package
  for package in "${PACKAGES[@]}"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  (( ${#missing[@]} )) || return 0
  [[ -z ${DEVCLOUD_SKIP_APT:-} ]] || die "missing packages: ${missing[*]}"
  local sudo=() policy=/usr/sbin/policy-rc.d made_policy=
  (( EUID == 0 )) || sudo=(sudo)
  # Dependencies pull in open-iscsi and friends: policy-rc.d keeps their daemons from being started.
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
    "${sudo[@]}" chmod 755 "$policy"; made_policy=1
  fi
  local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  local rc=0
  { "${apt[@]}" update &&
    "${apt[@]}" -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-unsafe-io \
                install --no-install-recommends "${missing[@]}"; } >"$STATE_DIR/log/apt.log" 2>&1 || rc=$?
  [[ -z $made_policy ]] || "${sudo[@]}" rm -f "$policy"
  (( rc == 0 )) || { tail -n 20 "$STATE_DIR/log/apt.log" >&2; die "apt failed; see $STATE_DIR/log/apt.log"; }
}

# ------------------------------------------------------------------------------------ configuration

db_url()  { echo "mysql+pymysql://root@localhost/$1?unix_socket=$STATE_DIR/run/mysql.sock&charset=utf8"; }
db_opts() { printf 'connection = %s\nmax_pool_size = 5\nmax_overflow = 20\n' "$(db_url "$1")"; }
identity() {  # how one service authenticates to another
  cat <<EOF
auth_type = password
auth_url = $KEYSTONE_URL
region_name = $REGION
username = service
password = $PASSWORD
project_name = service
user_domain_name = Default
project_domain_name = Default
EOF
}
authtoken() { # how a service validates its callers' tokens
  cat <<EOF
[keystone_authtoken]
www_authenticate_uri = $KEYSTONE_URL
service_token_roles = service
service_token_roles_required = true
$(identity)
[oslo_concurrency]
lock_path = $STATE_DIR/lock
[oslo_messaging_notifications]
driver = noop
EOF
}

uwsgi_ini() { # uwsgi_ini NAME CALLABLE ENV
  cat >"$STATE_DIR/etc/$1-uwsgi.ini" <<EOF
[uwsgi]
plugins = python3
http-socket = $ADDR:${PORT[$1]}
module = $2
env = $3
processes = 1
threads = 4
enable-threads = true
need-app = true
die-on-term = true
buffer-size = 65535
# http-socket does not keep connections alive, and unless it says so clients reuse a dead one:
# "Remote end closed connection without response", 503s from the other services
add-header = Connection: close
EOF
}

write_config() {
  local etc=$STATE_DIR/etc

  # Durability is switched off (debug-no-sync, flush at 0): the data is disposable, schema migrations
  # are thousands of small DDL statements, and this makes them several times faster.
  cat >"$etc/my.cnf" <<EOF
[mariadbd]
datadir = $STATE_DIR/mysql
socket = $STATE_DIR/run/mysql.sock
pid-file = $STATE_DIR/run/mariadbd.own.pid
skip-networking
skip-name-resolve
skip-log-bin
$( (( EUID == 0 )) && echo 'user = root')
character-set-server = utf8
collation-server = utf8_general_ci
max_connections = 400
performance_schema = OFF
innodb_buffer_pool_size = 64M
innodb_log_file_size = 32M
innodb_flush_log_at_trx_commit = 0
innodb_doublewrite = OFF
debug-no-sync = 1
EOF

  cat >"$etc/keystone.conf" <<EOF
[DEFAULT]
public_endpoint = http://$ADDR:${PORT[keystone]}
[database]
$(db_opts keystone)
[token]
provider = fernet
[fernet_tokens]
key_repository = $STATE_DIR/keys/fernet
[fernet_receipts]
key_repository = $STATE_DIR/keys/fernet
[credential]
key_repository = $STATE_DIR/keys/credential
[identity]
# bcrypt at its cheapest: a token costs 5 ms instead of 200 ms
password_hash_rounds = 4
[cache]
enabled = true
backend = oslo_cache.dict
[oslo_messaging_notifications]
driver = noop
EOF
  uwsgi_ini keystone 'keystone.server.wsgi:initialize_public_application()' "OS_KEYSTONE_CONFIG_FILES=$etc/keystone.conf"

  cat >"$etc/placement.conf" <<EOF
[api]
auth_strategy = keystone
[placement_database]
$(db_opts placement)
$(authtoken)
EOF
  mkdir -p "$etc/placement"
  mv -f "$etc/placement.conf" "$etc/placement/placement.conf"
  uwsgi_ini placement 'placement.wsgi:init_application()' "OS_PLACEMENT_CONFIG_DIR=$etc/placement"

  cat >"$etc/glance.conf" <<EOF
[DEFAULT]
bind_host = $ADDR
bind_port = ${PORT[glance]}
workers = 0
enabled_backends = files:file
transport_url = fake:///
enabled_import_methods = [glance-direct,web-download,copy-image]
node_staging_uri = file://$STATE_DIR/images/staging
[database]
$(db_opts glance)
[glance_store]
default_backend = files
[files]
filesystem_store_datadir = $STATE_DIR/images
[os_glance_staging_store]
filesystem_store_datadir = $STATE_DIR/images/staging
[os_glance_tasks_store]
filesystem_store_datadir = $STATE_DIR/images/tasks
[paste_deploy]
flavor = keystone
config_file = $etc/glance-paste.ini
$(authtoken)
EOF

  cat >"$etc/neutron.conf" <<EOF
[DEFAULT]
bind_host = $ADDR
bind_port = ${PORT[neutron]}
api_workers = 0
core_plugin = ml2
service_plugins = router
transport_url = fake:///
auth_strategy = keystone
api_paste_config = $etc/neutron-paste.ini
state_path = $STATE_DIR/neutron
notify_nova_on_port_status_changes = true
notify_nova_on_port_data_changes = true
[database]
$(db_opts neutron)
[nova]
$(identity)
[placement]
$(identity)
[ml2]
type_drivers = flat,vlan,vxlan
tenant_network_types = vxlan
mechanism_drivers = devcloud
extension_drivers = port_security
[ml2_type_flat]
flat_networks = *
[ml2_type_vxlan]
vni_ranges = 1:10000
[quotas]
$(for q in network subnet port router floatingip security_group security_group_rule; do echo "quota_$q = -1"; done)
$(authtoken)
EOF

  cat >"$etc/cinder.conf" <<EOF
[DEFAULT]
host = devcloud
my_ip = $ADDR
transport_url = fake:///
auth_strategy = keystone
api_paste_config = $etc/cinder-paste.ini
resource_query_filters_file = $etc/cinder-filters.json
osapi_volume_listen = $ADDR
osapi_volume_listen_port = ${PORT[cinder]}
osapi_volume_workers = 1
state_path = $STATE_DIR/cinder
enabled_backends = fake
backend_stats_polling_interval = 5
periodic_fuzzy_delay = 0
# Scheduler and volume service share one process, where cinder keeps ONE service id in a class attribute: only the last
# one's heartbeat is written, and a minute later the scheduler would count as down.
service_down_time = 315360000
enable_force_upload = true
glance_api_servers = http://$ADDR:${PORT[glance]}
graceful_shutdown_timeout = 5
quota_volumes = -1
quota_gigabytes = -1
quota_snapshots = -1
per_volume_size_limit = -1
[fake]
volume_backend_name = fake
volume_driver = devcloud_cinder.VolumeDriver
[database]
$(db_opts cinder)
[nova]
$(identity)
[service_user]
send_service_user_token = true
$(identity)
$(authtoken)
EOF

  cat >"$etc/nova.conf" <<EOF
[DEFAULT]
host = devcloud
my_ip = $ADDR
transport_url = fake:///
enabled_apis = osapi_compute
osapi_compute_listen = $ADDR
osapi_compute_listen_port = ${PORT[nova]}
osapi_compute_workers = 1
state_path = $STATE_DIR/nova
compute_driver = fake.FakeDriver
# one host: a resize or a cold migration lands on the same one
allow_resize_to_same_host = true
# the fake driver forgets its guests on a restart; the database is right, leave it alone
sync_power_state_interval = -1
running_deleted_instance_action = noop
graceful_shutdown_timeout = 5
[wsgi]
api_paste_config = $etc/nova-paste.ini
[api]
auth_strategy = keystone
[scheduler]
# maps the compute host into cell1 without a nova-manage call
discover_hosts_in_cells_interval = 2
[api_database]
$(db_opts nova_api)
[database]
$(db_opts nova_cell1)
[placement]
$(identity)
[neutron]
$(identity)
[cinder]
catalog_info = volumev3:cinderv3:publicURL
os_region_name = $REGION
$(identity)
[glance]
$(identity)
# Cinder refuses to detach an attached volume without a service token (CVE-2023-2088)
[service_user]
send_service_user_token = true
$(identity)
[vnc]
enabled = false
[quota]
instances = -1
cores = -1
ram = -1
key_pairs = -1
server_groups = -1
$(authtoken)
EOF

  write_swift
  write_paste
  write_lib

  cat >"$STATE_DIR/clouds.yaml" <<EOF
clouds:
  devcloud: &devcloud
    auth:
      auth_url: $KEYSTONE_URL
      username: demo
      password: $PASSWORD
      project_name: demo
      user_domain_name: Default
      project_domain_name: Default
    region_name: $REGION
    identity_api_version: 3
  devcloud-admin:
    <<: *devcloud
    auth:
      auth_url: $KEYSTONE_URL
      username: admin
      password: $PASSWORD
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
EOF
  chmod 600 "$STATE_DIR/clouds.yaml"
}

# Swift: a proxy and its three servers. `user` is who we are: the servers would drop to "swift" otherwise.
write_swift() {
  local etc=$STATE_DIR/etc/swift kind
  mkdir -p "$etc" "$STATE_DIR/swift/disk"
  printf '[swift-hash]\nswift_hash_path_prefix = devcloud\nswift_hash_path_suffix = devcloud\n' >"$etc/swift.conf"
  for kind in account container object; do
    cat >"$etc/swift-$kind.conf" <<EOF
[DEFAULT]
bind_ip = $ADDR
bind_port = ${PORT[swift-$kind]}
user = $(id -un)
workers = 0
swift_dir = $etc
devices = $STATE_DIR/swift
mount_check = false
disable_fallocate = true
[pipeline:main]
pipeline = healthcheck $kind-server
[app:$kind-server]
use = egg:swift#$kind
[filter:healthcheck]
use = egg:swift#healthcheck
EOF
  done
  cat >"$etc/swift.proxy.conf" <<EOF
[DEFAULT]
bind_ip = $ADDR
bind_port = ${PORT[swift]}
user = $(id -un)
workers = 0
swift_dir = $etc
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck authtoken keystoneauth copy versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
delay_auth_decision = true
www_authenticate_uri = $KEYSTONE_URL
$(identity)
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
[filter:copy]
use = egg:swift#copy
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
EOF
}

# The WSGI pipelines: what Debian ships in nova-common, glance-common, ..., without the options unused here.
write_paste() {
  local etc=$STATE_DIR/etc
  cat >"$etc/nova-paste.ini" <<'EOF'
[composite:osapi_compute]
use = call:nova.api.openstack.urlmap:urlmap_factory
/: versions
/v2.1: versions_v21
/v2.1/+: v21
[composite:v21]
use = call:nova.api.auth:pipeline_factory_v21
keystone = cors http_proxy_to_wsgi compute_req_id faultwrap request_log sizelimit authtoken keystonecontext v21app
[pipeline:versions]
pipeline = cors faultwrap request_log http_proxy_to_wsgi versionsapp
[pipeline:versions_v21]
pipeline = cors compute_req_id faultwrap request_log http_proxy_to_wsgi versionsapp_v21
[filter:cors]
paste.filter_factory = oslo_middleware.cors:filter_factory
oslo_config_project = nova
[filter:http_proxy_to_wsgi]
paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory
[filter:compute_req_id]
paste.filter_factory = nova.api.compute_req_id:ComputeReqIdMiddleware.factory
[filter:faultwrap]
paste.filter_factory = nova.api.openstack:FaultWrapper.factory
[filter:request_log]
paste.filter_factory = nova.api.openstack.requestlog:RequestLog.factory
[filter:sizelimit]
paste.filter_factory = oslo_middleware:RequestBodySizeLimiter.factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
[filter:keystonecontext]
paste.filter_factory = nova.api.auth:NovaKeystoneContext.factory
[app:v21app]
paste.app_factory = nova.api.openstack.compute:APIRouterV21.factory
[app:versionsapp]
paste.app_factory = nova.api.openstack.compute.versions:Versions.factory
[app:versionsapp_v21]
paste.app_factory = nova.api.openstack.compute.versions:VersionsV2.factory
EOF
  cat >"$etc/glance-paste.ini" <<'EOF'
[pipeline:glance-api-keystone]
pipeline = cors http_proxy_to_wsgi versionnegotiation authtoken context rootapp
[composite:rootapp]
paste.composite_factory = glance.api:root_app_factory
/: apiversions
/v2: apiv2app
[app:apiversions]
paste.app_factory = glance.api.versions:create_resource
[app:apiv2app]
paste.app_factory = glance.api.v2.router:API.factory
[filter:cors]
paste.filter_factory = oslo_middleware.cors:filter_factory
oslo_config_project = glance
oslo_config_program = glance-api
[filter:http_proxy_to_wsgi]
paste.filter_factory = oslo_middleware:HTTPProxyToWSGI.factory
[filter:versionnegotiation]
paste.filter_factory = glance.api.middleware.version_negotiation:VersionNegotiationFilter.factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
delay_auth_decision = true
[filter:context]
paste.filter_factory = glance.api.middleware.context:ContextMiddleware.factory
EOF
  cat >"$etc/neutron-paste.ini" <<'EOF'
[composite:neutron]
use = egg:Paste#urlmap
/: versions
/v2.0: v20
[composite:v20]
use = call:neutron.auth:pipeline_factory
keystone = cors http_proxy_to_wsgi request_id catch_errors authtoken keystonecontext extensions v20app
[composite:versions]
use = call:neutron.auth:pipeline_factory
keystone = cors http_proxy_to_wsgi versionsapp
[filter:cors]
paste.filter_factory = oslo_middleware.cors:filter_factory
oslo_config_project = neutron
[filter:http_proxy_to_wsgi]
paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory
[filter:request_id]
paste.filter_factory = oslo_middleware:RequestId.factory
[filter:catch_errors]
paste.filter_factory = oslo_middleware:CatchErrors.factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
[filter:keystonecontext]
paste.filter_factory = neutron.auth:NeutronKeystoneContext.factory
[filter:extensions]
paste.filter_factory = neutron.api.extensions:plugin_aware_extension_middleware_factory
[app:versionsapp]
paste.app_factory = neutron.pecan_wsgi.app:versions_factory
[app:v20app]
paste.app_factory = neutron.api.v2.router:APIRouter.factory
EOF
  cat >"$etc/cinder-paste.ini" <<'EOF'
[composite:osapi_volume]
use = call:cinder.api:root_app_factory
/: apiversions
/v3: v3
[composite:v3]
use = call:cinder.api.middleware.auth:pipeline_factory
keystone = request_id cors http_proxy_to_wsgi faultwrap sizelimit authtoken keystonecontext apiv3
[pipeline:apiversions]
pipeline = request_id cors http_proxy_to_wsgi faultwrap versionsapp
[filter:request_id]
paste.filter_factory = cinder.api.middleware.request_id:RequestId.factory
[filter:cors]
paste.filter_factory = oslo_middleware.cors:filter_factory
oslo_config_project = cinder
[filter:http_proxy_to_wsgi]
paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory
[filter:faultwrap]
paste.filter_factory = cinder.api.middleware.fault:FaultWrapper.factory
[filter:sizelimit]
paste.filter_factory = oslo_middleware.sizelimit:RequestBodySizeLimiter.factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
[filter:keystonecontext]
paste.filter_factory = cinder.api.middleware.auth:CinderKeystoneContext.factory
[app:apiv3]
paste.app_factory = cinder.api.v3.router:APIRouter.factory
[app:versionsapp]
paste.app_factory = cinder.api.versions:Versions.factory
EOF
  # which query parameters the list calls accept (Debian: /etc/cinder/resource_filters.json)
  cat >"$etc/cinder-filters.json" <<'EOF'
{"volume": ["name", "status", "metadata", "bootable", "migration_status", "availability_zone", "group_id", "size"],
 "backup": ["name", "status", "volume_id"], "snapshot": ["name", "status", "volume_id", "metadata", "availability_zone"],
 "group": [], "group_snapshot": ["status", "group_id"], "attachment": ["volume_id", "status", "instance_id", "attach_status"],
 "message": ["resource_uuid", "resource_type", "event_id", "request_id", "message_level"], "pool": ["name", "volume_type"],
 "volume_type": ["is_public"]}
EOF
}

# The Python of this cloud: three launchers, two drivers, the set-up step.
write_lib() {
  local lib=$STATE_DIR/lib
  # Neutron finds mechanism drivers by entry point only, so the driver needs (minimal) package metadata.
  mkdir -p "$lib/devcloud-1.dist-info"
  printf 'Metadata-Version: 2.1\nName: devcloud\nVersion: 1\n' >"$lib/devcloud-1.dist-info/METADATA"
  printf '[neutron.ml2.mechanism_drivers]\ndevcloud = devcloud_neutron:MechanismDriver\n' >"$lib/devcloud-1.dist-info/entry_points.txt"

  cat >"$lib/devcloud_neutron.py" <<'PY'
"""ML2 mechanism driver without agents: every port with a host binds at once and is ACTIVE."""
from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.callbacks import events, registry, resources
from neutron_lib.plugins import constants as plugins, directory
from neutron_lib.plugins.ml2 import api


class MechanismDriver(api.MechanismDriver):
    def initialize(self):
        # The L3 agent would report these; there is none.
        registry.subscribe(self._floating_ip, resources.FLOATING_IP, events.AFTER_CREATE)
        registry.subscribe(self._floating_ip, resources.FLOATING_IP, events.AFTER_UPDATE)

    @property
    def connectivity(self):
        return portbindings.CONNECTIVITY_L2

    def bind_port(self, context):
        for segment in context.segments_to_bind:
            context.set_binding(segment[api.ID], portbindings.VIF_TYPE_OVS,
                                {portbindings.CAP_PORT_FILTER: True},
                                status=constants.PORT_STATUS_ACTIVE)
            return

    def _floating_ip(self, resource, event, trigger, payload):
        floating_ip = payload.states[-1]
        status = (constants.FLOATINGIP_STATUS_ACTIVE if floating_ip.get('port_id')
                  else constants.FLOATINGIP_STATUS_DOWN)
        directory.get_plugin(plugins.L3).update_floatingip_status(
            payload.context.elevated(), payload.resource_id, status)
PY

  cat >"$lib/devcloud_cinder.py" <<'PY'
"""Cinder volume driver that keeps no bytes: the database is the only record of a volume."""
from cinder import interface
from cinder.volume import driver


@interface.volumedriver
class VolumeDriver(driver.VolumeDriver):
    VERSION = '1'

    def check_for_setup_error(self): pass
    def create_volume(self, volume): pass
    def delete_volume(self, volume): pass
    def extend_volume(self, volume, new_size): pass
    def create_snapshot(self, snapshot): pass
    def delete_snapshot(self, snapshot): pass
    def create_volume_from_snapshot(self, volume, snapshot): pass
    def create_cloned_volume(self, volume, src_vref): pass
    def copy_image_to_volume(self, context, volume, image_service, image_id, disable_sparse=False): pass
    def retype(self, context, volume, new_type, diff, host): return True, None
    def ensure_export(self, context, volume): pass
    def create_export(self, context, volume, connector): pass
    def remove_export(self, context, volume): pass
    def terminate_connection(self, volume, connector, **kwargs): pass

    def clone_image(self, context, volume, image_location, image_meta, image_service):
        return {}, True                      # "cloned": a boot volume needs no download

    def initialize_connection(self, volume, connector, **kwargs):
        return {'driver_volume_type': 'fake', 'data': {'volume_id': volume.id, 'access_mode': 'rw'}}

    def _update_volume_stats(self):
        self._stats = {
            'volume_backend_name': self.configuration.safe_get('volume_backend_name'),
            'vendor_name': 'devcloud', 'driver_version': self.VERSION, 'storage_protocol': 'fake',
            'total_capacity_gb': 'infinite', 'free_capacity_gb': 'infinite', 'reserved_percentage': 0,
            'thin_provisioning_support': False, 'QoS_support': False, 'multiattach': True}
PY

  cat >"$lib/run_neutron.py" <<'PY'
"""neutron-server's API alone: there are no agents, so its RPC and periodic workers have nobody to serve."""
import neutron.cmd.eventlet  # noqa: F401  monkey-patches for eventlet; must come first

from neutron import server, service

server.boot_server(lambda: service.serve_wsgi(service.NeutronApiService).wait())
PY

  cat >"$lib/run_nova.py" <<'PY'
"""nova-conductor, nova-scheduler, nova-compute and nova-api in one process (RPC stays in memory)."""
import nova.cmd  # noqa: F401  monkey-patches for eventlet; must come first
import sys

import os_vif
from oslo_log import log as logging
from oslo_service import service as oslo_service

from nova import config, objects, service
from nova.compute import rpcapi as compute_rpcapi
from nova.conductor import rpcapi as conductor_rpcapi
from nova.scheduler import rpcapi as scheduler_rpcapi
import nova.conf

config.parse_args(sys.argv)
logging.setup(nova.conf.CONF, 'nova')
objects.register_all()
os_vif.initialize()
objects.Service.enable_min_version_cache()

launcher = oslo_service.ServiceLauncher(nova.conf.CONF, restart_method='mutate')
for binary, topic in (('nova-conductor', conductor_rpcapi.RPC_TOPIC),
                      ('nova-scheduler', scheduler_rpcapi.RPC_TOPIC),
                      ('nova-compute', compute_rpcapi.RPC_TOPIC)):
    launcher.launch_service(service.Service.create(binary=binary, topic=topic))
launcher.launch_service(service.WSGIService('osapi_compute'))
launcher.wait()
PY

  cat >"$lib/run_cinder.py" <<'PY'
"""cinder-scheduler, cinder-volume and cinder-api in one process (RPC stays in memory)."""
import cinder.cmd.api  # noqa: F401  monkey-patches for eventlet; must come first
import cinder.cmd.volume as cmd_volume
import sys

import os_brick
from oslo_config import cfg
from oslo_log import log as logging
from oslo_service import service as oslo_service

from cinder import coordination, objects, rpc, service, version
from cinder.common import config

objects.register_all()
cfg.CONF(sys.argv[1:], project='cinder', version=version.version_string())
config.set_middleware_defaults()
logging.setup(cfg.CONF, 'cinder')
os_brick.setup(cfg.CONF)
coordination.COORDINATOR.start()
rpc.init(cfg.CONF)

launcher = oslo_service.ServiceLauncher(cfg.CONF, restart_method='mutate')
launcher.launch_service(service.Service.create(binary='cinder-scheduler'))
for backend in cfg.CONF.enabled_backends:
    cfg.CONF.register_opt(cmd_volume.host_opt, group=backend)
    launcher.launch_service(service.Service.create(
        host='%s@%s' % (cfg.CONF.host, backend), service_name=backend, binary='cinder-volume',
        coordination=True))
launcher.launch_service(service.WSGIService('osapi_volume'))
launcher.wait()
PY

  cat >"$lib/run_swift.py" <<'PY'
"""One of Swift's servers: run_swift.py FOLDER FILE SECTION."""
import sys

from swift.common.utils import set_swift_dir

set_swift_dir(sys.argv[1])

from swift.common.wsgi import run_wsgi  # noqa: E402  reads swift.conf when it is imported

sys.exit(run_wsgi(sys.argv[2], sys.argv[3], verbose=True))
PY

  cat >"$lib/swift_rings.py" <<'PY'
"""The rings of a cluster of one disk: swift_rings.py FOLDER NAME=PORT..."""
import os
import sys

from swift.common.ring import RingBuilder

folder = sys.argv[1]
for name, port in (pair.split('=') for pair in sys.argv[2:]):
    file = os.path.join(folder, name + '.ring.gz')
    if not os.path.exists(file):
        ring = RingBuilder(4, 1, 0)
        ring.add_dev({'id': 0, 'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'disk', 'weight': 1})
        ring.rebalance()
        ring.get_ring().save(file)
PY

  cat >"$lib/nova_databases.py" <<'PY'
"""The five nova-manage calls of a new deployment in one interpreter (each import costs seconds)."""
import sys

from nova.cmd import manage
from nova import config

config.parse_args(sys.argv)
cells = manage.CellV2Commands()
for step, result in (
        ('api_db sync', manage.ApiDbCommands().sync()),
        ('map_cell0', cells.map_cell0()),
        ('db sync', manage.DbCommands().sync()),
        ('create_cell', cells.create_cell('cell1'))):
    # 2: the cell is there already
    if result not in (None, 0, 2):
        sys.exit('nova-manage %s failed: %s' % (step, result))
PY

  cat >"$lib/set_up.py" <<'PY'
"""Creates what every cloud has, once: set_up.py identity|resources (find or create, so idempotent)."""
import os
import sys
import time

import openstack

env = os.environ
PASSWORD, REGION = env['DEVCLOUD_PASSWORD'], env['DEVCLOUD_REGION']
cloud = openstack.connect(cloud='devcloud-admin')


def find_or_create(proxy, kind, name, **attributes):
    return (getattr(proxy, 'find_' + kind)(name, ignore_missing=True) or
            getattr(proxy, 'create_' + kind)(name=name, **attributes))


def identity():
    ks = cloud.identity
    roles = {name: find_or_create(ks, 'role', name) for name in ('admin', 'member', 'reader', 'service')}
    projects = {name: find_or_create(ks, 'project', name, domain_id='default') for name in ('service', 'demo')}
    for user, project, granted in (('service', 'service', ('admin', 'service')), ('demo', 'demo', ('member', 'reader'))):
        account = find_or_create(ks, 'user', user, domain_id='default', password=PASSWORD,
                                 default_project_id=projects[project].id)
        for role in granted:
            ks.assign_project_role_to_user(projects[project], account, roles[role])
    for item in env['DEVCLOUD_CATALOG'].split():
        name, kind, url = item.split(',')
        service = find_or_create(ks, 'service', name, type=kind)
        known = {e.interface: e for e in ks.endpoints(service_id=service.id)}
        for interface in ('public', 'internal'):
            if interface not in known:
                ks.create_endpoint(service_id=service.id, interface=interface, url=url, region_id=REGION)
            elif known[interface].url != url:
                ks.update_endpoint(known[interface], url=url)


def resources():
    for name, vcpus, ram, disk in (('m1.tiny', 1, 512, 1), ('m1.small', 1, 2048, 10), ('m1.medium', 2, 4096, 20),
                                   ('m1.large', 4, 8192, 40), ('m1.xlarge', 8, 16384, 80)):
        find_or_create(cloud.compute, 'flavor', name, vcpus=vcpus, ram=ram, disk=disk)
    for name in env['DEVCLOUD_IMAGES'].split():
        if not cloud.image.find_image(name):
            cloud.create_image(name, filename=env['DEVCLOUD_IMAGE_FILE'], disk_format='qcow2', container_format='bare',
                               visibility='public', allow_duplicates=True, wait=True)
    # the way out ("public"), and a ready-made private network of the demo project behind a router
    net = cloud.network
    demo = cloud.identity.find_project('demo').id
    public = find_or_create(net, 'network', 'public', is_router_external=True, provider_network_type='flat',
                            provider_physical_network='public')
    find_or_create(net, 'subnet', 'public-v4', network_id=public.id, ip_version=4, cidr='203.0.113.0/24',
                   gateway_ip='203.0.113.1', is_dhcp_enabled=False)
    private = find_or_create(net, 'network', 'private', project_id=demo)
    subnet = find_or_create(net, 'subnet', 'private-v4', network_id=private.id, project_id=demo, ip_version=4,
                            cidr='10.254.0.0/24', dns_nameservers=['192.0.2.53'])
    if not net.find_router('router'):
        router = net.create_router(name='router', project_id=demo, external_gateway_info={'network_id': public.id})
        net.add_interface_to_router(router, subnet_id=subnet.id)
    # ready means: the compute host reports, is mapped into the cell, and the volume scheduler knows its back end
    deadline = time.time() + float(env['DEVCLOUD_TIMEOUT'])
    while True:
        up = {s.binary for s in cloud.compute.services() if s.state == 'up'}
        up |= {s['binary'] for s in cloud.block_storage.get('/os-services').json()['services'] if s['state'] == 'up'}
        missing = {'nova-compute', 'nova-scheduler', 'nova-conductor', 'cinder-volume', 'cinder-scheduler'} - up
        pools = cloud.block_storage.get('/scheduler-stats/get_pools').json().get('pools', [])
        if not missing and pools and list(cloud.compute.hypervisors()):
            return
        if time.time() > deadline:
            sys.exit('not up: ' + (', '.join(sorted(missing)) or ('no volume pool' if not pools else 'no hypervisor')))
        time.sleep(0.5)


{'identity': identity, 'resources': resources}[sys.argv[1]]()
PY
}

# --------------------------------------------------------------------------------------- databases

start_database() {
  if [[ ! -d $STATE_DIR/mysql/mysql ]]; then
    rm -rf "$STATE_DIR/mysql"
    clean_env mariadb-install-db --defaults-file="$STATE_DIR/etc/my.cnf" --skip-test-db \
      --auth-root-authentication-method=normal >"$STATE_DIR/log/mariadb-install.log" 2>&1 ||
      { tail -n 20 "$STATE_DIR/log/mariadb-install.log" >&2; die 'mariadb-install-db failed'; }
  fi
  start mariadb mariadbd --defaults-file="$STATE_DIR/etc/my.cnf"
  local deadline=$((SECONDS + TIMEOUT))
  until sql 'SELECT 1' 2>/dev/null; do
    pid_of mariadb >/dev/null || { tail -n 25 "$STATE_DIR/log/mariadb.log" >&2; die 'mariadbd died'; }
    (( SECONDS < deadline )) || die 'mariadbd does not answer'
    sleep 0.2
  done
}

# Schema migrations, again only when a package version changed. Two at a time pay off on two cores.
sync_databases() {
  local stamp=$STATE_DIR/mysql.versions etc=$STATE_DIR/etc log=$STATE_DIR/log versions
  versions=$(dpkg-query -W -f='${Package} ${Version}\n' "${PACKAGES[@]}")
  [[ -e $stamp && $(<"$stamp") == "$versions" ]] && return 0

  local database statements=()
  for database in keystone placement glance neutron cinder nova_api nova_cell1 nova_cell1_cell0; do
    statements+=("CREATE DATABASE IF NOT EXISTS $database")
  done
  sql "${statements[@]}"

  local jobs=() job failed=
  ( exec >"$log/db-nova.log" 2>&1
    clean_env "$PYTHON" "$STATE_DIR/lib/nova_databases.py" --config-file "$etc/nova.conf"
    py_main placement.cmd.manage:main --config-dir "$etc/placement" db sync ) & jobs+=($!)
  ( exec >"$log/db-neutron.log" 2>&1
    py_main neutron.db.migration.cli:main --config-file "$etc/neutron.conf" upgrade heads ) & jobs+=($!)
  ( exec >"$log/db-other.log" 2>&1
    local keys=(--keystone-user "$(id -un)" --keystone-group "$(id -gn)")
    py_main keystone.cmd.manage:main --config-file "$etc/keystone.conf" db_sync
    py_main keystone.cmd.manage:main --config-file "$etc/keystone.conf" fernet_setup "${keys[@]}"
    py_main keystone.cmd.manage:main --config-file "$etc/keystone.conf" credential_setup "${keys[@]}"
    py_main keystone.cmd.manage:main --config-file "$etc/keystone.conf" bootstrap --bootstrap-password "$PASSWORD" \
      --bootstrap-region-id "$REGION" --bootstrap-public-url "$KEYSTONE_URL" --bootstrap-internal-url "$KEYSTONE_URL"
    py_main glance.cmd.manage:main --config-file "$etc/glance.conf" db sync
    py_main cinder.cmd.manage:main --config-file "$etc/cinder.conf" db sync ) & jobs+=($!)
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  [[ -z $failed ]] || { tail -n 8 "$log"/db-*.log >&2; die "a schema migration failed; see $log/db-*.log"; }
  printf '%s' "$versions" >"$stamp"
}

# ----------------------------------------------------------------------------------------- commands

set_up() {
  local p=$ADDR catalog
  catalog="placement,placement,http://$p:${PORT[placement]} glance,image,http://$p:${PORT[glance]}
           nova,compute,http://$p:${PORT[nova]}/v2.1 neutron,network,http://$p:${PORT[neutron]}
           swift,object-store,http://$p:${PORT[swift]}/v1/AUTH_%(project_id)s
           cinderv3,volumev3,http://$p:${PORT[cinder]}/v3/%(project_id)s cinder,block-storage,http://$p:${PORT[cinder]}/v3/%(project_id)s"
  clean_env OS_CLIENT_CONFIG_FILE="$STATE_DIR/clouds.yaml" DEVCLOUD_PASSWORD="$PASSWORD" DEVCLOUD_REGION="$REGION" \
    DEVCLOUD_CATALOG="$catalog" DEVCLOUD_IMAGES="$IMAGES" DEVCLOUD_IMAGE_FILE="$STATE_DIR/lib/image.qcow2" \
    DEVCLOUD_TIMEOUT="$TIMEOUT" "$PYTHON" "$STATE_DIR/lib/set_up.py" "$1"
}

up() {
  mkdir -p "$STATE_DIR"/{etc,lib,log,run,lock,keys,images/staging,images/tasks,nova/instances,neutron,cinder}
  chmod 700 "$STATE_DIR"
  (( ${#STATE_DIR} < 80 )) || die "STATE_DIR is too long for a unix socket path: $STATE_DIR"
  exec 9>"$STATE_DIR/run/up.lock"
  flock -n 9 || die 'another `up` is running'

  install_packages;  phase 'packages'
  write_config;      phase 'configuration'
  start_database;    phase 'mariadb'
  sync_databases;    phase 'schema migrations'

  local lib=$STATE_DIR/lib etc=$STATE_DIR/etc
  start keystone uwsgi --ini "$etc/keystone-uwsgi.ini"
  wait_for keystone; phase 'keystone'
  [[ -e $lib/image.qcow2 ]] || qemu-img create -q -f qcow2 "$lib/image.qcow2" 16M
  start placement uwsgi --ini "$etc/placement-uwsgi.ini"
  start neutron "$PYTHON" "$lib/run_neutron.py" --config-file "$etc/neutron.conf"
  set_up identity;   phase 'users, projects, catalog'
  start glance "$PYTHON" -c 'from glance.cmd.api import main; main()' --config-file "$etc/glance.conf"
  start cinder "$PYTHON" "$lib/run_cinder.py" --config-file "$etc/cinder.conf"
  start nova "$PYTHON" "$lib/run_nova.py" --config-file "$etc/nova.conf"
  start_swift
  wait_for placement neutron glance cinder nova swift-account swift-container swift-object swift; phase 'the other services'
  set_up resources;  phase 'flavors, images, networks'

  status
  printf '\n# %s\n' "$STATE_DIR/clouds.yaml"
  cat "$STATE_DIR/clouds.yaml"
  printf '\nReady in %ss. To use it:\n' "$(seconds "$T0")"
  print_env
}

start_swift() {
  local lib=$STATE_DIR/lib etc=$STATE_DIR/etc/swift kind
  clean_env "$PYTHON" "$lib/swift_rings.py" "$etc" "account=${PORT[swift-account]}" \
    "container=${PORT[swift-container]}" "object=${PORT[swift-object]}"
  for kind in account container object; do
    start "swift-$kind" "$PYTHON" "$lib/run_swift.py" "$etc" "$etc/swift-$kind.conf" "$kind-server"
  done
  start swift "$PYTHON" "$lib/run_swift.py" "$etc" "$etc/swift.proxy.conf" proxy-server
}

status() {
  local name pid rss total=0 code down=0
  printf '%-15s %8s %6s %5s %8s\n' service pid port http 'RSS MiB'
  for name in "${SERVICES[@]}"; do
    if pid=$(pid_of "$name"); then
      rss=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")
      total=$((total + rss)); code=-
      [[ -z ${PORT[$name]:-} ]] || code=$(http_status "${PORT[$name]}" "$(probe_of "$name")")
      printf '%-15s %8s %6s %5s %8s\n' "$name" "$pid" "${PORT[$name]:--}" "${code:-none}" "$rss"
      [[ $code == - || $code =~ ^[23] ]] || down=1
    else
      printf '%-15s %8s\n' "$name" down; down=1
    fi
  done
  printf '%-15s %8s %6s %5s %8s\n' total '' '' '' "$total"
  return "$down"
}

down() {
  local i name pid pids=() deadline
  for (( i = ${#SERVICES[@]} - 1; i >= 0; i-- )); do
    name=${SERVICES[i]}
    # the database goes last, when nobody uses it any more
    [[ $name != mariadb ]] || await_exit "${pids[@]}"
    if pid=$(pid_of "$name"); then kill -TERM "$pid" 2>/dev/null || true; pids+=("$pid"); fi
  done
  await_exit "${pids[@]}"
  for name in "${SERVICES[@]}"; do rm -f "$STATE_DIR/run/$name.pid"; done
  phase 'down'
}

await_exit() {    # TERM was sent; after 5 s, KILL (Nova's RPC servers may wait on each other)
  local pid deadline=$((SECONDS + 5))
  for pid in "$@"; do
    while kill -0 "$pid" 2>/dev/null; do
      (( SECONDS < deadline )) || kill -KILL "$pid" 2>/dev/null || true
      sleep 0.1
    done
  done
}

print_env() {
  echo "export OS_CLIENT_CONFIG_FILE=$STATE_DIR/clouds.yaml OS_CLOUD=devcloud NO_PROXY=$ADDR,localhost no_proxy=$ADDR,localhost"
}

case ${1:-} in
  up)     up ;;
  down)   down ;;
  status) status ;;
  env)    print_env ;;
  purge)  down; rm -rf -- "$STATE_DIR" ;;
  *)      sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
