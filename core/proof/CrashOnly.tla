------------------------------ MODULE CrashOnly ------------------------------
(* The life of one crash-only service: dev.dogwatch.service.Lifecycle without its clock. Time is left out: a start waits *)
(* for its budget as long as it likes, but not for ever. ModelTest holds the states that TLC finds against those that    *)
(* the Java code can be in.                                                                                              *)

VARIABLES
    state,      \* of ./run: there is no third one
    want,       \* what was asked for last
    once,       \* one start is owed although it is wanted down
    dying,      \* SIGKILL has been sent, the kernel has not yet told the end
    finishing,  \* a ./finish runs beside
    gaveUp,     \* its finish has exited 125
    left        \* the supervisor has gone

vars == <<state, want, once, dying, finishing, gaveUp, left>>

TypeOK ==
    /\ state \in {"down", "up"}
    /\ want \in {"up", "down", "exit"}
    /\ {once, dying, finishing, gaveUp, left} \subseteq BOOLEAN

Wanted == (want = "up" \/ once) /\ ~gaveUp

\* A fresh one, or what a supervisor that was killed has left: that is killed first.
Init ==
    /\ want \in {"up", "down"}
    /\ once = FALSE /\ finishing = FALSE /\ gaveUp = FALSE /\ left = FALSE
    /\ \/ state = "down" /\ dying = FALSE
       \/ state = "up" /\ dying = TRUE

Start ==
    /\ state = "down" /\ Wanted /\ ~left
    /\ state' = "up" /\ once' = FALSE
    /\ UNCHANGED <<want, dying, finishing, gaveUp, left>>

\* By itself, or because it was killed. There may be a finish; an older one makes room for it.
Death ==
    /\ state = "up"
    /\ state' = "down" /\ dying' = FALSE
    /\ finishing' \in {finishing, TRUE}
    /\ UNCHANGED <<want, once, gaveUp, left>>

Reap == dying /\ Death

FinishEnds ==
    /\ finishing /\ finishing' = FALSE
    /\ UNCHANGED <<state, want, once, dying, gaveUp, left>>

FinishGivesUp ==
    /\ finishing /\ want = "up"
    /\ finishing' = FALSE /\ gaveUp' = TRUE /\ dying' = (state = "up")
    /\ UNCHANGED <<state, want, once, left>>

\* Commands; none counts any more when the supervisor has gone.
Up ==
    /\ ~left /\ want' = "up" /\ once' = FALSE /\ gaveUp' = FALSE
    /\ UNCHANGED <<state, dying, finishing, left>>

Once ==
    /\ ~left /\ want' = "down" /\ once' = (state = "down") /\ gaveUp' = FALSE
    /\ UNCHANGED <<state, dying, finishing, left>>

Down ==
    /\ ~left /\ want' = "down" /\ once' = FALSE /\ gaveUp' = FALSE /\ dying' = (state = "up")
    /\ UNCHANGED <<state, finishing, left>>

Restart ==
    /\ ~left /\ dying' = (state = "up")
    /\ UNCHANGED <<state, want, once, finishing, gaveUp, left>>

Exit ==
    /\ ~left /\ want' = "exit" /\ once' = FALSE /\ gaveUp' = FALSE /\ dying' = (state = "up")
    /\ UNCHANGED <<state, finishing, left>>

Leave ==
    /\ ~left /\ want = "exit" /\ state = "down" /\ ~finishing
    /\ left' = TRUE
    /\ UNCHANGED <<state, want, once, dying, finishing, gaveUp>>

Next == Start \/ Death \/ FinishEnds \/ FinishGivesUp \/ Up \/ Once \/ Down \/ Restart \/ Exit \/ Leave

\* A killed process ends, a finish ends (it is killed after five seconds), the budget is filled again, we leave when we can.
Fairness == WF_vars(Start) /\ WF_vars(Reap) /\ WF_vars(FinishEnds) /\ WF_vars(Leave)

Spec == Init /\ [][Next]_vars /\ Fairness

\* Invariants.
NothingIsLeftBehind == left => state = "down" /\ ~finishing
OnlyTheLivingDie == dying => state = "up"
GivenUpIsWantedUp == gaveUp => want = "up"

\* What no step may do.
NobodyStartsUnasked == [][state = "down" /\ state' = "up" => Wanted]_vars

\* The seed's "down leads to start" holds as long as it is wanted only.
WantedComesUp == (state = "down" /\ Wanted) ~> (state = "up" \/ ~Wanted)
DownIsObeyed == (want = "down" /\ dying) ~> state = "down"
ExitIsObeyed == want = "exit" ~> (left \/ want /= "exit")
=============================================================================
