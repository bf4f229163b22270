# complete.zsh DIRECTORY LINE: what zsh offers when Tab is pressed behind LINE, one match a line, with the completion
# functions of DIRECTORY. Run by zsh -f; a second zsh on a terminal of its own is typed to.
zmodload zsh/zpty
zpty typist zsh -f -i

# Reads up to a mark, into $REPLY.
await() {
  local piece all=
  local -F deadline=$((EPOCHREALTIME + 20))
  while [[ $all != *$1* ]]; do
    ((EPOCHREALTIME < deadline)) || { print -u2 "no $1 in: $all"; exit 1 }
    zpty -r -t typist piece && all+=$piece || sleep 0.01
  done
  REPLY=$all
}
zmodload zsh/datetime

# The marks are written in two pieces, lest what is typed be taken for them.
zpty -w typist "PROMPT=; fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=0"
zpty -w typist 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a matches; builtin compadd -A matches "$@"
  local match; for match in $matches; do print -r -- "<$match>"; done
  builtin compadd "$@"
}
bindkey "^I" complete-word
mark() { print "DO""NE" }; zle -N mark; bindkey "^T" mark
print "REA""DY"'
await READY
zpty -w -n typist "$2"$'\t\x14'
await DONE
for match in ${(f)REPLY}; do
  [[ $match == *'<'*'>'* ]] && print -r -- ${${match#*<}%>*}
done
zpty -d typist
