# fish completion for pawl

function __pawl_in
    __fish_seen_subcommand_from $argv
end

complete -c pawl -n __fish_use_subcommand -f -a run -d 'Execute a definition'
complete -c pawl -n __fish_use_subcommand -f -a validate -d 'Would AWS accept this definition?'
complete -c pawl -n __fish_use_subcommand -f -a lint -d 'Is this definition good?'
complete -c pawl -n __fish_use_subcommand -f -a eval -d 'Evaluate one expression'
complete -c pawl -n __fish_use_subcommand -f -a replay -d 'Would this definition take the recorded path again'
complete -c pawl -n __fish_use_subcommand -f -a resume -d 'Go on with a run that crashed, was stopped or failed'
complete -c pawl -n __fish_use_subcommand -f -a ls -d 'Which runs are there'
complete -c pawl -n __fish_use_subcommand -f -a show -d 'What happened in a run'
complete -c pawl -n __fish_use_subcommand -f -a tail -d 'Follow a run'
complete -c pawl -n __fish_use_subcommand -f -a stop -d 'End a run that is running'
complete -c pawl -n __fish_use_subcommand -f -a gc -d 'Remove old runs'
complete -c pawl -n __fish_use_subcommand -f -a mock -d 'Make mocks of a run'
complete -c pawl -n __fish_use_subcommand -f -a completion -d 'Print a completion script'
complete -c pawl -n __fish_use_subcommand -l version -d 'Show the version'
complete -c pawl -s h -l help -d 'Show help'
<<<<<<< HEAD
complete -c pawl -n '__pawl_in run validate eval replay resume ls show tail stop gc mock completion' -l color -x -a 'auto always never' -d Colours
=======
complete -c pawl -n '__pawl_in run validate lint eval completion' -l color -x -a 'auto always never' -d Colours
>>>>>>> wt-lint

complete -c pawl -n '__pawl_in run' -s i -l input -r -F -d 'JSON text, a path, or -'
complete -c pawl -n '__pawl_in run' -l each -d 'One input per line of standard input'
complete -c pawl -n '__pawl_in run resume' -s c -l config -r -F -d 'What tasks do here'
complete -c pawl -n '__pawl_in run resume' -s b -l bind -x -d 'STATE=COMMAND'
complete -c pawl -n '__pawl_in run resume' -l mocks -r -F -d 'Mocked answers'
complete -c pawl -n '__pawl_in run resume' -l case -x -d 'Test case of the mocks'
complete -c pawl -n '__pawl_in run' -l name -x -d 'Name of the run'
complete -c pawl -n '__pawl_in run validate lint' -l type -x -a 'standard express' -d 'Type of workflow'
complete -c pawl -n '__pawl_in run' -l context -r -F -d 'Laid over the context object'
complete -c pawl -n '__pawl_in run resume' -s j -l jobs -x -d 'Most tasks at a time'
complete -c pawl -n '__pawl_in run resume' -l time -x -a 'real skip 60x' -d 'How time passes'
complete -c pawl -n '__pawl_in run resume' -l timeout -x -d 'Ends the run after so many seconds'
complete -c pawl -n '__pawl_in run' -l limits -x -a 'aws strict off' -d "AWS's limits"
complete -c pawl -n '__pawl_in run' -l seed -x -d 'For random numbers'
complete -c pawl -n '__pawl_in run' -l history -r -F -d 'Where the history goes'
<<<<<<< HEAD
complete -c pawl -n '__pawl_in run resume' -l durability -x -a 'event batch none' -d 'When the history is synced'
complete -c pawl -n '__pawl_in run resume' -l events -r -F -d 'Write every event there too'
complete -c pawl -n '__pawl_in run resume' -l var -x -d 'Environment variable for tasks: K=V'
complete -c pawl -n '__pawl_in run validate resume' -l subst -x -d 'Fill a placeholder: K=V'
=======
complete -c pawl -n '__pawl_in run' -l durability -x -a 'event batch none' -d 'When the history is synced'
complete -c pawl -n '__pawl_in run' -l events -r -F -d 'Write every event there too'
complete -c pawl -n '__pawl_in run' -l var -x -d 'Environment variable for tasks: K=V'
complete -c pawl -n '__pawl_in run validate lint' -l subst -x -d 'Fill a placeholder: K=V'
>>>>>>> wt-lint
complete -c pawl -n '__pawl_in run' -l dry-run -d 'Show what each task would do'
complete -c pawl -n '__pawl_in run resume' -l offline -d 'Deny tasks that need the network'
complete -c pawl -n '__pawl_in run' -l no-wait -d 'End with 75 instead of waiting for a callback'
complete -c pawl -n '__pawl_in run resume' -l progress -x -a 'auto tty plain none' -d 'How progress is shown'
complete -c pawl -n '__pawl_in run resume' -s q -l quiet -d 'Errors only'
complete -c pawl -n '__pawl_in run resume' -s v -l verbose -d 'Every state'

complete -c pawl -n '__pawl_in validate lint' -l format -x -a 'text json sarif github junit' -d 'Form of the report'
complete -c pawl -n '__pawl_in lint' -l profile -x -a 'aws local' -d 'Where it has to run'
complete -c pawl -n '__pawl_in lint' -l fail-on -x -a 'error warning info' -d 'Exit with 1 from this severity on'
complete -c pawl -n '__pawl_in lint' -l rule -x -d 'What a rule is: ID=off|info|warning|error'
complete -c pawl -n '__pawl_in lint' -l list-rules -d 'List all rules'
complete -c pawl -n '__pawl_in lint' -l explain -x -a '(pawl lint --list-rules 2>/dev/null | string split -f1 " ")' -d 'Explain one rule'

complete -c pawl -n '__pawl_in eval' -l language -x -a 'jsonpath intrinsic jsonata' -d 'Of the expression'
complete -c pawl -n '__pawl_in eval' -l dialect -x -a 'aws reference' -d 'Of JSONata'
complete -c pawl -n '__pawl_in eval' -l expr -x -d 'The expression'
complete -c pawl -n '__pawl_in eval' -l data -r -F -d 'File with the data'
complete -c pawl -n '__pawl_in eval' -s i -l input -r -F -d 'JSON text, a path, or -'
complete -c pawl -n '__pawl_in eval' -l batch -d 'One request per line of standard input'
complete -c pawl -n '__pawl_in eval' -l bench -x -d 'Evaluate so many times'

complete -c pawl -n '__pawl_in replay' -s d -l definition -r -F -d 'The definition'
complete -c pawl -n '__pawl_in replay' -l until -x -d 'Compare no event beyond this one'
complete -c pawl -n '__pawl_in replay' -l format -x -a 'text json' -d 'Form of the report'
complete -c pawl -n '__pawl_in replay' -l subst -x -d 'Fill a placeholder'
complete -c pawl -n '__pawl_in resume' -l from -x -d 'Go back to where this state was entered'
complete -c pawl -n '__pawl_in resume' -l edit-input -r -F -d 'Another input for that state'
complete -c pawl -n '__pawl_in resume' -s d -l definition -r -F -d 'Another definition'
complete -c pawl -n '__pawl_in ls' -l status -x -a 'running succeeded failed timed-out aborted crashed' -d 'Only runs that are so'
complete -c pawl -n '__pawl_in ls' -s n -l limit -x -d 'Only the newest'
complete -c pawl -n '__pawl_in ls' -l format -x -a 'text json' -d 'Form of the report'
complete -c pawl -n '__pawl_in show' -l trace -x -d 'Every stage of this state'
complete -c pawl -n '__pawl_in show' -l vars -d 'Which state assigned which variables'
complete -c pawl -n '__pawl_in show' -l stats -d 'Transitions, and what AWS would bill'
complete -c pawl -n '__pawl_in show' -l format -x -a 'text json csv' -d 'Form of the report'
complete -c pawl -n '__pawl_in tail' -l no-follow -d 'Do not wait for more'
complete -c pawl -n '__pawl_in tail' -l format -x -a 'text json' -d 'Form of the lines'
complete -c pawl -n '__pawl_in stop' -l now -d 'Kill its tasks at once'
complete -c pawl -n '__pawl_in gc' -l keep -x -d 'Keep the newest'
complete -c pawl -n '__pawl_in gc' -l older-than -x -d 'Remove what ended longer ago'
complete -c pawl -n '__pawl_in gc' -l dry-run -d 'Say what would be removed'
complete -c pawl -n '__pawl_in mock' -l from -r -F -d 'The run'
complete -c pawl -n '__pawl_in mock' -s o -l output -r -F -d 'Where the mocks go'
complete -c pawl -n '__pawl_in mock' -l machine -x -d "The state machine's name"
complete -c pawl -n '__pawl_in mock' -l case -x -d "The test case's name"
complete -c pawl -n '__pawl_in replay resume show tail stop' -a '@last (ls (set -q XDG_STATE_HOME; and echo $XDG_STATE_HOME; or echo ~/.local/state)/pawl/runs 2>/dev/null)' -d Run

complete -c pawl -n '__pawl_in completion' -f -a 'bash zsh fish'
