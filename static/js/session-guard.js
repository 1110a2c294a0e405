// What is typed in the admin is not lost when the session ends.
//
// Before a form is sent, the portal is asked who is signed in. A form that would end on the
// sign-in screen, or be saved in another user's name, stays where it is, and a notice says
// what to do. After signing in again in another tab it is sent with that session's token.
(function () {
    "use strict";

    const { address, signIn } = document.currentScript.dataset;
    const texts = JSON.parse(document.currentScript.dataset.texts);
    const FORM = "form[method=post i]";

    let owner = null; // who opened the screen
    let notice = null;
    let checking = false;
    let sure = false; // the press that has been checked comes now
    let unsaved = null; // an editor whose automatic save failed since the session ended
    let triedAgain = false;

    // Returns who is signed in, {} if no one is, null if the portal does not answer.
    async function ask() {
        try {
            const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
            if (answer.type === "opaqueredirect") {
                return {};
            }
            return answer.ok ? await answer.json() : null;
        } catch {
            return null;
        }
    }

    function reasonToWait(session, form) {
        if (!session) {
            return texts.unreachable;
        }
        if (!session.user) {
            return texts.signedOut;
        }
        if (session.user !== owner.user) {
            return texts.otherUser
                .replaceAll("{name}", () => session.name)
                .replaceAll("{owner}", () => owner.name);
        }
        if (form && Array.from(new FormData(form)).length > session.most_fields) {
            const number = session.most_fields.toLocaleString(document.documentElement.lang);
            return texts.tooLong.replace("{number}", number);
        }
        return null;
    }

    function tell(reason) {
        notice?.remove();
        notice = null;
        if (!reason) {
            return;
        }
        // What a sentence has between brackets leads to the sign-in screen.
        const [before, link, after] = reason.split(/\[(.*)\]/);
        notice = document.createElement("div");
        notice.className = "session-notice";
        notice.setAttribute("role", "alert");
        notice.append(texts.notSaved, " ", before);
        if (link) {
            const anchor = document.createElement("a");
            anchor.href = signIn;
            anchor.target = "_blank";
            anchor.textContent = link;
            notice.append(anchor, after);
        }
        document.body.append(notice);
    }

    function renew(token) {
        window.wagtailConfig.CSRF_TOKEN = token;
        for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
            field.value = token;
        }
    }

    // Says whether the form can be sent now, and shows why if not.
    async function check(form) {
        const session = await ask();
        const reason = reasonToWait(session, form);
        tell(reason);
        if (!reason) {
            renew(session.token);
        }
        return !reason;
    }

    window.pressAgain = function (form, button) {
        if (!button) {
            form.requestSubmit();
            return;
        }
        // The value of a disabled button is not sent, and this one was disabled when pressed.
        const wasOff = button.disabled;
        button.disabled = false;
        form.requestSubmit(button);
        button.disabled = wasOff;
    };

    function switchOn(button) {
        const app = window.wagtail.app;
        app.getControllerForElementAndIdentifier(button, "w-progress")?.deactivate();
    }

    document.addEventListener(
        "submit",
        async (event) => {
            const form = event.target;
            const button = event.submitter;
            if (sure || !owner || !form.matches(FORM)) {
                return;
            }
            event.preventDefault();
            event.stopImmediatePropagation();
            if (checking) {
                return;
            }
            checking = true;
            const canBeSent = await check(form);
            checking = false;
            if (canBeSent) {
                sure = true;
                window.pressAgain(form, button);
                sure = false;
            } else if (button) {
                switchOn(button);
            }
        },
        true,
    );

    function saveByItself(form) {
        const detail = { type: "edits" };
        form.dispatchEvent(
            new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail }),
        );
    }

    // A response without data is the sign-in screen, or means a token of the previous session.
    document.addEventListener(
        "w-autosave:error",
        async (event) => {
            const { detail, target } = event;
            if (!owner || triedAgain || detail.type !== "server_error" || detail.response) {
                return;
            }
            detail.text = texts.kept;
            unsaved = target;
            await goOn();
        },
        true,
    );

    document.addEventListener("w-autosave:success", () => {
        unsaved = null;
        triedAgain = false;
    });

    async function goOn() {
        if (!(await check()) || !unsaved) {
            return;
        }
        // If it fails once more, the session was not the cause.
        triedAgain = true;
        saveByItself(unsaved);
        unsaved = null;
    }

    document.addEventListener("visibilitychange", () => {
        if (owner && !document.hidden) {
            triedAgain = false;
            goOn();
        }
    });

    document.addEventListener("DOMContentLoaded", async () => {
        if (document.querySelector(FORM)) {
            const session = await ask();
            owner = session?.user ? session : null;
        }
    });
})();
