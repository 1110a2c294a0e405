// One draft, however quickly a button is pressed.
//
// The editor saves what is typed by itself. If such a save of a new item was in progress,
// or began, while a button was saving it too, each made a draft of its own. Uses session-guard.js.
(function () {
    "use strict";

    const PATIENCE = 30; // seconds for a save that neither ends nor fails

    let saving = false;
    let leaving = false;
    let goOn = null;

    function ended() {
        saving = false;
        if (goOn) {
            goOn();
        }
    }

    document.addEventListener("w-autosave:save", (event) => {
        if (leaving) {
            event.preventDefault();
        } else {
            saving = true;
        }
    });
    document.addEventListener("w-autosave:success", ended);
    document.addEventListener("w-autosave:error", ended);

    document.addEventListener(
        "submit",
        (event) => {
            const form = event.target;
            if (!form.matches("[data-edit-form]")) {
                return;
            }
            leaving = true;
            if (saving) {
                event.preventDefault();
                event.stopPropagation();
                if (!goOn) {
                    const timer = window.setTimeout(ended, PATIENCE * 1000);
                    goOn = () => {
                        window.clearTimeout(timer);
                        goOn = null;
                        window.pressAgain(form, event.submitter);
                    };
                }
                return;
            }
            window.setTimeout(() => {
                leaving = !event.defaultPrevented;
            });
        },
        true,
    );

    // A user who returns with the browser's back button continues writing.
    window.addEventListener("pageshow", () => {
        leaving = false;
    });
})();
