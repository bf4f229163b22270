# What tools/demo and tools/lib/demo-board prove of the page. Sourced after browse.sh, not run; the script has now and sets page.
# shellcheck shell=bash disable=SC2154 # what browse.sh and the script set

screenshots=$ROOT/target/screenshots

# page_shows SECONDS SERVICE CONDITION: whether the open page of a node shows the service in this condition, within the
# time; its word and colour there are in $answer.
page_shows() {
  # shellcheck disable=SC2016 # the template is JavaScript's
  browse await "$1" "[...document.querySelectorAll('.service-row:not([hidden])')].filter(row => row.dataset.condition === '$3'" \
    "&& row.querySelector('.name').innerText === '$2').map(row => row.querySelector('.word'))" \
    '.map(word => `"${word.innerText}" in ${getComputedStyle(word).color}`)[0]'
}

# prove_page NODE SERVICE NAME COMMAND...: the command kills the service, whose backoff holds it down for seconds, and then for twice as many.
# The page of the node must turn red, and green again when the service is back; screenshots of both are kept by this name.
prove_page() {
  local node=$1 service=$2 name=$3 red green attempt
  shift 3
  mkdir -p "$screenshots"
  browse open "$page#/node/$node" || die "$answer"
  page_shows 60 "$service" run || die "the page does not show $service of $node up: $answer"
  green=${answer##* in }
  for attempt in 1 2; do
    now
    local killed=$clock
    "$@"
    page_shows 60 "$service" down || die "$service of $node was killed, and the page does not show it: $answer"
    now
    red=$answer
    browse shot "$screenshots/$name-killed.png" || die "$answer"
    # On a machine with much else to do, the picture may come too late. The next pause is twice as long.
    ! page_shows 0 "$service" down || break
    ((attempt < 2)) || die "no picture could be taken while $service was down"
    page_shows 60 "$service" run || die "$service is not up again: $answer"
  done
  [[ ${red##* in } != "$green" ]] || die "the page shows $service down in the colour of what is up: $red"
  printf '%s killed: the page shows it %s, seen after %d ms\n' "$service" "$red" $(((clock - killed) / 1000))
  page_shows 60 "$service" run || die "$service is back, and the page does not show it: $answer"
  [[ ${answer##* in } == "$green" ]] || die "the page shows $service up in another colour than before: $answer"
  browse shot "$screenshots/$name-back.png" || die "$answer"
  printf '%s is back by itself, and the page shows it %s\n' "$service" "$green"
  printf '  %s\n  %s\n' "$screenshots/$name-killed.png" "$screenshots/$name-back.png"
}
