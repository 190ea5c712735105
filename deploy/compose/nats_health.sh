# The health of NATS, asked inside its container. A server (2.15.1) keeps a stream's first write error and
# refuses to store there for ever, also when its disk has room again; or it hangs over a file it cannot
# read, and says nothing twice in a row; or its store was deleted, and it says that it is well. Each is ended,
# and whoever runs the container starts it anew.
# A cluster's server gives up JetStream instead, which its chart looks at.
silent=${3:-/tmp}/silent
told=$(printf 'GET /healthz HTTP/1.0\r\n\r\n' | busybox timeout 10 busybox nc 127.0.0.1 8222)
if [ $? -gt 100 ]; then
  [ -e "$silent" ] && kill -QUIT "${2:-1}"
  touch "$silent"
else
  rm -f "$silent"
fi
case $told in
*' 200 OK'*)
  [ -d "${1:-/data}/jetstream" ] && exit 0
  kill -TERM "${2:-1}"
  ;;
*'write error'*)
  free_kb=$(df -Pk "${1:-/data}" | awk 'NR == 2 { print $4 }')
  [ "$free_kb" -lt 16384 ] || kill -TERM "${2:-1}"
  ;;
esac
echo "$told" | tail -n 1
exit 1
