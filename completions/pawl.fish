# fish completion for pawl

function __pawl_in
    __fish_seen_subcommand_from $argv
end

complete -c pawl -n __fish_use_subcommand -f -a run -d 'Execute a definition'
complete -c pawl -n __fish_use_subcommand -f -a validate -d 'Would AWS accept this definition?'
complete -c pawl -n __fish_use_subcommand -f -a graph -d 'Draw a definition, and what a run did'
complete -c pawl -n __fish_use_subcommand -f -a eval -d 'Evaluate one expression'
complete -c pawl -n __fish_use_subcommand -f -a completion -d 'Print a completion script'
complete -c pawl -n __fish_use_subcommand -l version -d 'Show the version'
complete -c pawl -s h -l help -d 'Show help'
complete -c pawl -n '__pawl_in run validate graph eval completion' -l color -x -a 'auto always never' -d Colours

complete -c pawl -n '__pawl_in run' -s i -l input -r -F -d 'JSON text, a path, or -'
complete -c pawl -n '__pawl_in run' -l each -d 'One input per line of standard input'
complete -c pawl -n '__pawl_in run' -s c -l config -r -F -d 'What tasks do here'
complete -c pawl -n '__pawl_in run' -s b -l bind -x -d 'STATE=COMMAND'
complete -c pawl -n '__pawl_in run' -l mocks -r -F -d 'Mocked answers'
complete -c pawl -n '__pawl_in run' -l case -x -d 'Test case of the mocks'
complete -c pawl -n '__pawl_in run' -l name -x -d 'Name of the run'
complete -c pawl -n '__pawl_in run validate' -l type -x -a 'standard express' -d 'Type of workflow'
complete -c pawl -n '__pawl_in run' -l context -r -F -d 'Laid over the context object'
complete -c pawl -n '__pawl_in run' -s j -l jobs -x -d 'Most tasks at a time'
complete -c pawl -n '__pawl_in run' -l time -x -a 'real skip 60x' -d 'How time passes'
complete -c pawl -n '__pawl_in run' -l timeout -x -d 'Ends the run after so many seconds'
complete -c pawl -n '__pawl_in run' -l limits -x -a 'aws strict off' -d "AWS's limits"
complete -c pawl -n '__pawl_in run' -l seed -x -d 'For random numbers'
complete -c pawl -n '__pawl_in run' -l history -r -F -d 'Where the history goes'
complete -c pawl -n '__pawl_in run' -l durability -x -a 'event batch none' -d 'When the history is synced'
complete -c pawl -n '__pawl_in run' -l events -r -F -d 'Write every event there too'
complete -c pawl -n '__pawl_in run' -l var -x -d 'Environment variable for tasks: K=V'
complete -c pawl -n '__pawl_in run validate graph' -l subst -x -d 'Fill a placeholder: K=V'
complete -c pawl -n '__pawl_in run' -l dry-run -d 'Show what each task would do'
complete -c pawl -n '__pawl_in run' -l offline -d 'Deny tasks that need the network'
complete -c pawl -n '__pawl_in run' -l no-wait -d 'End with 75 instead of waiting for a callback'
complete -c pawl -n '__pawl_in run' -l progress -x -a 'auto tty plain none' -d 'How progress is shown'
complete -c pawl -n '__pawl_in run' -s q -l quiet -d 'Errors only'
complete -c pawl -n '__pawl_in run' -s v -l verbose -d 'Every state'

complete -c pawl -n '__pawl_in validate' -l format -x -a 'text json' -d 'Form of the report'

complete -c pawl -n '__pawl_in eval' -l language -x -a 'jsonpath intrinsic jsonata' -d 'Of the expression'
complete -c pawl -n '__pawl_in eval' -l dialect -x -a 'aws reference' -d 'Of JSONata'
complete -c pawl -n '__pawl_in eval' -l expr -x -d 'The expression'
complete -c pawl -n '__pawl_in eval' -l data -r -F -d 'File with the data'
complete -c pawl -n '__pawl_in eval' -s i -l input -r -F -d 'JSON text, a path, or -'
complete -c pawl -n '__pawl_in eval' -l batch -d 'One request per line of standard input'
complete -c pawl -n '__pawl_in eval' -l bench -x -d 'Evaluate so many times'

complete -c pawl -n '__pawl_in completion' -f -a 'bash zsh fish'
complete -c pawl -n '__pawl_in run' -l report -r -F -d 'Write a page about the run'
complete -c pawl -n '__pawl_in graph' -l format -x -a 'text svg png html mermaid dot json' -d 'Of the drawing'
complete -c pawl -n '__pawl_in graph' -s o -l output -r -F -d 'Where the drawing goes'
complete -c pawl -n '__pawl_in graph' -l run -r -F -a '@last' -d 'Show what a run did'
complete -c pawl -n '__pawl_in graph' -l layout -x -a 'auto graphviz layers' -d 'Who decides where things stand'
complete -c pawl -n '__pawl_in graph' -l width -x -d 'Columns of the text'
complete -c pawl -n '__pawl_in graph' -l ascii -d 'ASCII characters only'
complete -c pawl -n '__pawl_in graph' -l watch -d 'Draw again on every change'
