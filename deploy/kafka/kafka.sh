#!/usr/bin/env bash
# Apache Kafka without Docker: fetches its jars, starts one or three brokers in KRaft mode, stops
# them. Each broker has a directory below DIR with its settings, log, pid and data.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
embedded=$here/../../router/embedded
jars=${HOTLEAD_KAFKA_JARS:-$here/libs}
ready_s=60
stop_s=20

usage() {
    cat <<'TEXT'
usage: kafka.sh fetch                                 copy the jars into deploy/kafka/libs (needs mvn)
       kafka.sh start [-n 1|3] [-p PORT] [-d DIR]     start what is not running, return when ready
       kafka.sh run   [-n 1|3] [-p PORT] [-d DIR]     the same, until Ctrl-C
       kafka.sh stop  [-d DIR]                        stop all brokers of DIR

-n  number of brokers (1)
-p  port of the first broker (9092), the others follow; controllers listen 10 above
-d  directory of settings, logs, pids and data (.hotlead/kafka-dev); started again, it is kept
-l  port of a second listener of the first broker, the others follow; it names to its clients a
    port 10 above its own, where whoever wants to cut them off has put a proxy
-o  one more setting of each broker, KEY=VALUE
TEXT
}

fail() {
    echo "kafka.sh: $*" >&2
    exit 1
}

need() {
    command -v "$1" >/dev/null || fail "no $1: install it (Debian: apt-get install $2)"
}

fetch() {
    need mvn maven
    mkdir -p "$here/libs"
    mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies
    echo "$(find "$here/libs" -name '*.jar' | wc -l) jars in deploy/kafka/libs"
}

set_java() { # node: how java is called for it
    java=(java -Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1
        "-Dlog4j2.configurationFile=file:$embedded/kafka-log4j2.properties"
        "-Dhotlead.broker=$dir/$1" -cp "$jars/*")
}

running() { # node: is the pid in its file that of this very broker?
    local pid
    pid=$(cat "$dir/$1/pid" 2>/dev/null) || return 1
    ps -ww -o args= -p "$pid" 2>/dev/null | grep -qF -- "-Dhotlead.broker=$dir/$1 "
}

write_settings() { # node
    local node=$1 voters="" other in_sync=1 listen advertise
    for ((other = 1; other <= brokers; other++)); do
        voters+="${voters:+,}$other@127.0.0.1:$((port + 9 + other))"
    done
    # With three, one may be away and nothing that was acknowledged is lost.
    ((brokers < 3)) || in_sync=2
    listen=PLAINTEXT://127.0.0.1:$((port + node - 1))
    advertise=$listen
    if ((linked)); then
        listen+=,LINKED://127.0.0.1:$((linked + node - 1))
        advertise+=,LINKED://127.0.0.1:$((linked + 9 + node))
    fi
    mkdir -p "$dir/$node"
    {
        cat "$embedded/kafka.properties"
        echo "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,LINKED:PLAINTEXT,CONTROLLER:PLAINTEXT"
        echo "node.id=$node"
        echo "controller.quorum.voters=$voters"
        echo "listeners=$listen,CONTROLLER://127.0.0.1:$((port + 9 + node))"
        echo "advertised.listeners=$advertise"
        echo "log.dirs=$dir/$node/data"
        echo "default.replication.factor=$brokers"
        echo "min.insync.replicas=$in_sync"
        for topic in offsets.topic transaction.state.log share.coordinator.state.topic; do
            echo "$topic.replication.factor=$brokers"
        done
        echo "transaction.state.log.min.isr=$in_sync"
        echo "share.coordinator.state.topic.min.isr=$in_sync"
        printf '%s\n' "${more[@]}"
    } >"$dir/$node/server.properties"
}

prepare() {
    need java openjdk-17-jre-headless
    compgen -G "$jars/kafka_2.*.jar" >/dev/null || fail "no jars in $jars: run kafka.sh fetch"
    [[ $brokers == 1 || $brokers == 3 ]] || fail "-n is 1 or 3"
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    if [[ -f $dir/brokers && $(cat "$dir/brokers") != "$brokers" ]]; then
        fail "$dir holds the data of $(cat "$dir/brokers") broker(s): use -n $(cat "$dir/brokers"), or another -d"
    fi
    echo "$brokers" >"$dir/brokers"
    set_java 0
    [[ -s $dir/cluster-id ]] ||
        "${java[@]}" kafka.tools.StorageTool random-uuid >"$dir/cluster-id"
}

launch() { # node, then a command prefix that decides how long the broker lives
    local node=$1
    shift
    write_settings "$node"
    set_java "$node"
    [[ -f $dir/$node/data/meta.properties ]] ||
        "${java[@]}" kafka.tools.StorageTool format -t "$(cat "$dir/cluster-id")" \
            -c "$dir/$node/server.properties" >"$dir/$node/kafka.log" 2>&1 ||
        fail "formatting failed: see $dir/$node/kafka.log"
    "$@" "${java[@]}" kafka.Kafka "$dir/$node/server.properties" \
        >"$dir/$node/kafka.log" 2>&1 </dev/null &
    echo $! >"$dir/$node/pid"
}

any_running() {
    local node
    for ((node = 1; node <= brokers; node++)); do
        running "$node" && return 0
    done
    return 1
}

await_ready() { # node
    local node=$1 log=$dir/$1/kafka.log end=$((SECONDS + ready_s))
    until grep -q "Kafka Server started" "$log"; do
        # Not `running`: for a moment the child is still this script, not yet java.
        kill -0 "$(cat "$dir/$node/pid")" 2>/dev/null || fail "broker $node ended; its log: $log"$'\n'"$(tail -n 5 "$log")"
        ((SECONDS < end)) || fail "broker $node was not ready within $ready_s s; its log: $log"
        sleep 0.1
    done
}

start() { # a command prefix for java
    local node started=()
    for ((node = 1; node <= brokers; node++)); do
        running "$node" && continue
        launch "$node" "$@"
        started+=("$node")
    done
    for node in "${started[@]}"; do
        await_ready "$node"
    done
    version=$(grep -ohm1 'Kafka version: [0-9.]*' "$dir"/1/kafka.log | head -n 1)
    address=$(for ((node = 0; node < brokers; node++)); do echo "127.0.0.1:$((port + node))"; done | paste -sd,)
    echo "Apache ${version/ version:/} on $address, logs in $dir/*/kafka.log"
}

stop() {
    local pidfile node end
    [[ -d $dir ]] || return 0
    dir=$(cd "$dir" && pwd)
    for pidfile in "$dir"/*/pid; do
        node=$(basename "$(dirname "$pidfile")")
        running "$node" && kill "$(cat "$pidfile")"
    done 2>/dev/null || true
    end=$((SECONDS + stop_s))
    for pidfile in "$dir"/*/pid; do
        node=$(basename "$(dirname "$pidfile")")
        while running "$node"; do
            ((SECONDS < end)) || kill -KILL "$(cat "$pidfile")" 2>/dev/null || true
            sleep 0.1
        done
        rm -f "$pidfile"
    done
}

command=${1:-}
shift || true
brokers=1 port=9092 linked=0 dir=.hotlead/kafka-dev more=()
while getopts "n:p:d:l:o:h" option; do
    case $option in
    n) brokers=$OPTARG ;;
    p) port=$OPTARG ;;
    d) dir=$OPTARG ;;
    l) linked=$OPTARG ;;
    o) more+=("$OPTARG") ;;
    *) usage && exit 2 ;;
    esac
done
# Topics hold contacts: what brokers write is for this user alone.
[[ $command == fetch ]] || umask 077

case $command in
fetch) fetch ;;
start)
    prepare
    # Out of this terminal's reach, so that Ctrl-C in it stops nothing.
    start setsid
    ;;
run)
    prepare
    trap stop EXIT
    trap 'exit 130' INT TERM
    # Out of the terminal's reach too, so that the trap stops them in order; killed with this script.
    if command -v setpriv >/dev/null; then start setpriv --pdeathsig KILL setsid; else start setsid; fi
    wait
    # All that were started here have ended; another hand may have started some anew since.
    while any_running; do sleep 1; done
    ;;
stop) stop ;;
*)
    usage
    exit 2
    ;;
esac
