<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="zh_CN">
<context>
    <name>AlertStrip</name>
    <message>
        <source>紧急通知：%1</source>
        <translation>Emergency: %1</translation>
    </message>
</context>
<context>
    <name>AtHomePage</name>
    <message>
        <source>可以回家用手机缴</source>
        <translation>You can pay at home by phone</translation>
    </message>
    <message>
        <source>现在网络不通，这台机器缴不了费</source>
        <translation>There is no network: paying here needs it</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>没有扣款，您的钱没有动。</source>
        <translation>Nothing was charged. Your money is untouched.</translation>
    </message>
    <message>
        <source>账单的码</source>
        <translation>The bill&apos;s code</translation>
    </message>
    <message>
        <source>请用手机扫一扫，有网时打开就能缴</source>
        <translation>Scan it with your phone and pay when online</translation>
    </message>
    <message>
        <source>请拍下这个号码，在家里用手机缴</source>
        <translation>Take a picture of this number and pay by phone at home</translation>
    </message>
    <message>
        <source>缴款码</source>
        <translation>Bill number</translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>点一下屏幕，开始办事</source>
        <translation>Touch to start</translation>
    </message>
</context>
<context>
    <name>Bills</name>
    <message>
        <source>含滞纳金 %1</source>
        <translation>incl. late fee %1</translation>
    </message>
    <message>
        <source>一次付清，分别交给 %1 个收费单位。</source>
        <translation>Paid at once, passed on to %1 payees.</translation>
    </message>
</context>
<context>
    <name>BillsPage</name>
    <message>
        <source>正在查您的账单</source>
        <translation>Looking up your bills</translation>
    </message>
    <message>
        <source>没有要缴的账单</source>
        <translation>No bills to pay</translation>
    </message>
    <message>
        <source>要缴哪几张？</source>
        <translation>Which bills to pay?</translation>
    </message>
    <message>
        <source>要放身份证才能看到</source>
        <translation>Your ID card is needed to see them</translation>
    </message>
    <message>
        <source>请稍等</source>
        <translation>One moment, please</translation>
    </message>
    <message>
        <source>现在名下没有待缴的费用</source>
        <translation>Nothing is due in your name</translation>
    </message>
    <message>
        <source>点账单选上，再点一下不选</source>
        <translation>Tap a bill to choose it, tap again to leave it out</translation>
    </message>
    <message>
        <source>去付 %1</source>
        <translation>Pay %1</translation>
    </message>
    <message>
        <source>请先选账单</source>
        <translation>Choose a bill</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>全不选</source>
        <translation>Choose none</translation>
    </message>
    <message>
        <source>全选</source>
        <translation>Choose all</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>还有一些账单，要放上身份证才能看到。</source>
        <translation>There are more bills. Put your ID card on the reader to see them.</translation>
    </message>
    <message>
        <source>正在问各个收费单位…</source>
        <translation>Asking the payees…</translation>
    </message>
    <message>
        <source>都缴清了</source>
        <translation>All paid</translation>
    </message>
    <message>
        <source>再加一张：扫码或输缴款码</source>
        <translation>Add a bill by its code</translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message numerus="yes">
        <source>%n 条通知</source>
        <translation>
            <numerusform>%n notice</numerusform>
            <numerusform>%n notices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BottomBar</name>
    <message>
        <source>标准字</source>
        <translation>Normal text</translation>
    </message>
    <message>
        <source>大字版</source>
        <translation>Larger text</translation>
    </message>
    <message>
        <source>小</source>
        <comment>sign for smaller text</comment>
        <translation>A</translation>
    </message>
    <message>
        <source>大</source>
        <comment>sign for larger text</comment>
        <translation>A</translation>
    </message>
    <message>
        <source>标准对比</source>
        <translation>Normal contrast</translation>
    </message>
    <message>
        <source>高对比</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>请人帮忙</source>
        <translation>Ask a person</translation>
    </message>
</context>
<context>
    <name>BringCard</name>
    <message>
        <source>请带好</source>
        <translation>What to bring</translation>
    </message>
    <message>
        <source>缴费：身份证，付款用的手机</source>
        <translation>To pay: your ID card and your phone</translation>
    </message>
    <message>
        <source>查进度：窗口给您的受理单</source>
        <translation>For status: the acceptance slip from the counter</translation>
    </message>
    <message>
        <source>不会用？请打 %1</source>
        <translation>Need help? Call %1</translation>
    </message>
</context>
<context>
    <name>CaseFile</name>
    <message>
        <source>正在办</source>
        <translation>Under way</translation>
    </message>
    <message>
        <source>还没到</source>
        <translation>To come</translation>
    </message>
    <message>
        <source>正在打印…</source>
        <translation>Printing…</translation>
    </message>
    <message>
        <source>打好了，请取走</source>
        <translation>Printed. Please take your slip</translation>
    </message>
    <message>
        <source>%1，%2</source>
        <translation>%1. %2</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>正在查询</source>
        <translation>Looking it up</translation>
    </message>
    <message>
        <source>请稍等</source>
        <translation>One moment, please</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>打印进度单</source>
        <translation>Print a slip</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>正在问受理的部门…</source>
        <translation>Asking the office…</translation>
    </message>
    <message>
        <source>接下来请您</source>
        <translation>What you need to do</translation>
    </message>
    <message>
        <source>承诺办结</source>
        <translation>Promised by</translation>
    </message>
    <message>
        <source>申请日期</source>
        <translation>Applied on</translation>
    </message>
    <message>
        <source>受理编号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>受理部门</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>联系电话</source>
        <translation>Phone</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>请核对</source>
        <translation>Please check</translation>
    </message>
    <message>
        <source>现在还没有扣款</source>
        <translation>Nothing has been charged yet</translation>
    </message>
    <message>
        <source>确认缴费 %1</source>
        <translation>Confirm and pay %1</translation>
    </message>
    <message>
        <source>出示付款码</source>
        <translation>Show payment code</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>一共要付</source>
        <translation>Total to pay</translation>
    </message>
    <message>
        <source>现在打不了凭条，付好后可以在屏幕上看。</source>
        <translation>No slip can be printed now; after paying you can see it on the screen.</translation>
    </message>
    <message>
        <source>打一张纸质凭条</source>
        <translation>Print a paper slip</translation>
    </message>
</context>
<context>
    <name>ChecklistPage</name>
    <message>
        <source>材料清单</source>
        <translation>What to bring</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>打印清单</source>
        <translation>Print the list</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>现在打印不了，可以用手机扫码带走。</source>
        <translation>Printing does not work now. Scan the code and take the list with you.</translation>
    </message>
    <message>
        <source>材料清单的二维码</source>
        <translation>Code with the list of what to bring</translation>
    </message>
    <message>
        <source>用手机扫一扫，清单就显示在手机上，截个屏就能带走。</source>
        <translation>Scan it with your phone and take a screenshot of the list.</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>这笔付款还没有完成</source>
        <translation>This payment is not finished</translation>
    </message>
    <message>
        <source>请用手机扫码付款</source>
        <translation>Scan the code with your phone</translation>
    </message>
    <message>
        <source>付款码还有效，可以接着付</source>
        <translation>The code is still valid, you can go on paying</translation>
    </message>
    <message>
        <source>微信、支付宝、云闪付都可以</source>
        <translation>WeChat Pay, Alipay or UnionPay</translation>
    </message>
    <message>
        <source>不付了，返回</source>
        <translation>Do not pay, go back</translation>
    </message>
    <message>
        <source>应付</source>
        <translation>To pay</translation>
    </message>
    <message>
        <source>付款码</source>
        <translation>Payment code</translation>
    </message>
    <message>
        <source>付款码还有 %1 有效</source>
        <translation>Code valid for %1</translation>
    </message>
    <message>
        <source>付好以后请稍等，这里会自动显示结果。</source>
        <translation>After paying, please wait here for the result.</translation>
    </message>
    <message>
        <source>网络断了，结果会晚一点显示。付过了请不要再付。</source>
        <translation>No connection: the result will come later. If you have paid, do not pay again.</translation>
    </message>
</context>
<context>
    <name>CommissioningPage</name>
    <message>
        <source>装机调试</source>
        <translation>Setting up</translation>
    </message>
    <message>
        <source>给装机人员：请用同一网络里的手机或电脑打开下面的网址。</source>
        <translation>For the technician: open this address on a phone or computer in the same network.</translation>
    </message>
    <message>
        <source>先办事</source>
        <translation>Use the terminal first</translation>
    </message>
    <message>
        <source>1. 扫码或输入网址</source>
        <translation>1. Scan or type the address</translation>
    </message>
    <message>
        <source>调试网址的二维码</source>
        <translation>Code with the address</translation>
    </message>
    <message>
        <source>2. 核对证书指纹，一样才继续</source>
        <translation>2. Compare the certificate&apos;s fingerprint; go on only if it is the same</translation>
    </message>
    <message>
        <source>3. 输入一次性口令</source>
        <translation>3. Enter the one-time secret</translation>
    </message>
    <message>
        <source>%1 前有效，交接后自动失效。</source>
        <translation>Valid until %1; it ends with the hand-over.</translation>
    </message>
</context>
<context>
    <name>Counter</name>
    <message>
        <source>下一张（%1/%2）</source>
        <translation>Next bill (%1/%2)</translation>
    </message>
</context>
<context>
    <name>Emergency</name>
    <message>
        <source>【演练】%1</source>
        <translation>[Drill] %1</translation>
    </message>
    <message numerus="yes">
        <source>共 %n 条：</source>
        <translation>
            <numerusform>%n alert: </numerusform>
            <numerusform>%n alerts: </numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EmergencyPage</name>
    <message>
        <source>演练 · 不是真的，请配合</source>
        <translation>DRILL · not real, please take part</translation>
    </message>
    <message>
        <source>%1 发布，到 %2 为止</source>
        <translation>Issued by %1, until %2</translation>
    </message>
    <message>
        <source>您的付款在安全地继续，不会丢，也不会重复扣。</source>
        <translation>Your payment goes on safely: nothing is lost or charged twice.</translation>
    </message>
    <message numerus="yes">
        <source>您还在吗？%n 秒后自动退出。</source>
        <translation>
            <numerusform>Are you still there? Closing in %n second.</numerusform>
            <numerusform>Are you still there? Closing in %n seconds.</numerusform>
        </translation>
    </message>
    <message>
        <source>看下一条</source>
        <translation>Next one</translation>
    </message>
    <message>
        <source>知道了，继续办事</source>
        <translation>I see, go on</translation>
    </message>
    <message>
        <source>要办事，请先点一下屏幕。</source>
        <translation>To use the terminal, touch the screen.</translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <source>%1，%2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>号码不对，请对照身份证改一改</source>
        <translation>This number is not right. Please compare it with the card</translation>
    </message>
    <message numerus="yes">
        <source>还差 %n 位</source>
        <translation>
            <numerusform>%n place to go</numerusform>
            <numerusform>%n places to go</numerusform>
        </translation>
    </message>
    <message>
        <source>号码没有错，请继续</source>
        <translation>The number is right. Please go on</translation>
    </message>
    <message>
        <source>正在查，请稍等…</source>
        <translation>Looking it up…</translation>
    </message>
    <message>
        <source>输完了请点“查询”</source>
        <translation>When complete, touch “Look up”</translation>
    </message>
    <message>
        <source>号码有 8 到 32 位，数字和字母都有可能</source>
        <translation>It has 8 to 32 digits or letters</translation>
    </message>
    <message>
        <source>位数够了，请继续</source>
        <translation>Long enough. Please go on</translation>
    </message>
    <message>
        <source>编号有 12 到 20 位</source>
        <translation>The number has 12 to 20 digits</translation>
    </message>
</context>
<context>
    <name>FindBillPage</name>
    <message>
        <source>请扫缴款通知上的码</source>
        <translation>Scan the code on your notice</translation>
    </message>
    <message>
        <source>把码对准扫码口，听到“滴”一声就好</source>
        <translation>Hold the code to the scanner until it beeps</translation>
    </message>
    <message>
        <source>输入缴款码</source>
        <translation>Type the number</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>扫到了，正在查…</source>
        <translation>Read. Looking it up…</translation>
    </message>
</context>
<context>
    <name>FindCasePage</name>
    <message>
        <source>请扫受理单上的码</source>
        <translation>Scan the code on your slip</translation>
    </message>
    <message>
        <source>把码对准扫码口，听到“滴”一声就好</source>
        <translation>Hold the code of the acceptance slip to the scanner until it beeps</translation>
    </message>
    <message>
        <source>输入受理编号</source>
        <translation>Type the number</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>FindPaymentPage</name>
    <message>
        <source>请扫凭条上的码</source>
        <translation>Scan the code on your slip</translation>
    </message>
    <message>
        <source>没有凭条，可以用身份证查</source>
        <translation>Without a slip, use your ID card</translation>
    </message>
    <message>
        <source>用身份证查</source>
        <translation>Use my ID card</translation>
    </message>
    <message>
        <source>输入查询号</source>
        <translation>Type the reference</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>扫到了，正在查…</source>
        <translation>Read. Looking it up…</translation>
    </message>
</context>
<context>
    <name>FindServicePage</name>
    <message>
        <source>按拼音首字母找</source>
        <translation>Find by pinyin initials</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>GoodbyePage</name>
    <message>
        <source>回首页</source>
        <translation>Start page</translation>
    </message>
    <message>
        <source>请取走身份证</source>
        <translation>Please take your ID card</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message numerus="yes">
        <source>%n 项</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
    <message>
        <source>按每个字拼音的第一个字母，比如“水费”按 S F</source>
        <translation>Type the first letter of each syllable: S F for shuǐ fèi (water bill)</translation>
    </message>
    <message numerus="yes">
        <source>找到 %n 项，点一下看要带什么</source>
        <translation>
            <numerusform>%n found: touch it to see what to bring</numerusform>
            <numerusform>%n found: touch one to see what to bring</numerusform>
        </translation>
    </message>
    <message>
        <source>没有找到。请退格改一改，或返回按类别找</source>
        <translation>Nothing found. Erase a letter, or go back and look by kind</translation>
    </message>
</context>
<context>
    <name>GuidePage</name>
    <message>
        <source>内容还没有送到</source>
        <translation>Nothing has arrived yet</translation>
    </message>
    <message>
        <source>要办哪类事？</source>
        <translation>What is it about?</translation>
    </message>
    <message>
        <source>办事指南还在路上，请过一会儿再来看，或者问工作人员。</source>
        <translation>The service guide is on its way. Please look again later, or ask the staff.</translation>
    </message>
    <message>
        <source>点一类，看要带什么材料、去哪里办</source>
        <translation>Choose a kind to see what to bring and where to go</translation>
    </message>
    <message>
        <source>按拼音首字母找</source>
        <translation>Find by pinyin initials</translation>
    </message>
    <message>
        <source>返回首页</source>
        <translation>Start page</translation>
    </message>
    <message>
        <source>想问的事，也可以打电话 %1</source>
        <translation>You can also call %1</translation>
    </message>
</context>
<context>
    <name>Hall</name>
    <message>
        <source>指南和通知截至%1，可能已过时</source>
        <translation>Guide and notices as of %1, may be out of date</translation>
    </message>
    <message>
        <source>正在准备，请稍候</source>
        <translation>One moment, please</translation>
    </message>
    <message>
        <source>网络不通，现在不能缴费</source>
        <translation>No connection: paying is not possible now</translation>
    </message>
    <message>
        <source>正在核对前面的付款，请稍等</source>
        <translation>Checking earlier payments, one moment</translation>
    </message>
    <message>
        <source>网络不通，现在不能查询</source>
        <translation>No connection: no look-up now</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>请人帮忙</source>
        <translation>Ask a person</translation>
    </message>
    <message>
        <source>请叫一声旁边的工作人员，或者打电话。钱和号码请自己看好。</source>
        <translation>Please ask the staff or call. Keep your money and numbers to yourself.</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>请叫服务台的工作人员，就说“自助机要帮忙”。</source>
        <translation>Ask at the service desk. Say that you need help at the terminal.</translation>
    </message>
    <message>
        <source>也可以打电话：</source>
        <translation>Or call:</translation>
    </message>
    <message>
        <source>地点</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>机器编号</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>指南和通知更新到</source>
        <translation>Guide and notices as of</translation>
    </message>
    <message>
        <source>怎么用这台机器</source>
        <translation>How to use this terminal</translation>
    </message>
    <message>
        <source>用手指点一下按钮就行，点错了按“上一步”。</source>
        <translation>Touch a button once. If it was the wrong one, touch &quot;Back&quot;.</translation>
    </message>
    <message>
        <source>缴费、查进度：首页点一下，跟着屏幕一步一步办。</source>
        <translation>Bills and applications: start on the first page and follow the screen.</translation>
    </message>
    <message>
        <source>不知道要带什么：点“办事指南”，清单可以带走。</source>
        <translation>Not sure what to bring? See the service guide and take the list with you.</translation>
    </message>
    <message>
        <source>办完请取走身份证和凭条。字太小就点“大字版”。</source>
        <translation>Take your card and slip when you are done. &quot;Larger text&quot; makes it easier to read.</translation>
    </message>
</context>
<context>
    <name>HoldPhonePage</name>
    <message>
        <source>请出示付款码</source>
        <translation>Show your payment code</translation>
    </message>
    <message>
        <source>屏幕朝下，对准扫码口，离开一掌远</source>
        <translation>Screen down over the scanner, a hand&apos;s width away</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>在微信、支付宝或云闪付里打开“付款码”</source>
        <translation>Open the payment code in WeChat, Alipay or UnionPay</translation>
    </message>
    <message>
        <source>应付 %1。扫到以前不会扣款。</source>
        <translation>To pay: %1. Nothing is charged before it is read.</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>您好，想办什么事？</source>
        <translation>Hello. What would you like to do?</translation>
    </message>
    <message>
        <source>点一下就行；办完请取走身份证和凭条</source>
        <translation>Just tap. Take your ID card and slip when you are done</translation>
    </message>
    <message>
        <source>生活缴费</source>
        <translation>Pay bills</translation>
    </message>
    <message>
        <source>水 电 暖 物业 社保</source>
        <translation>Water, power, heating, property</translation>
    </message>
    <message>
        <source>办件进度</source>
        <translation>Application status</translation>
    </message>
    <message>
        <source>办到哪一步了</source>
        <translation>See how far it is</translation>
    </message>
    <message>
        <source>缴费记录</source>
        <translation>My payments</translation>
    </message>
    <message>
        <source>查结果、补打凭条</source>
        <translation>See or print again</translation>
    </message>
    <message>
        <source>办事指南</source>
        <translation>Service guide</translation>
    </message>
    <message>
        <source>要什么材料、去哪办</source>
        <translation>What to bring, where to go</translation>
    </message>
    <message>
        <source>通知公告</source>
        <translation>Notices</translation>
    </message>
    <message>
        <source>社区里的事</source>
        <translation>News of the community</translation>
    </message>
</context>
<context>
    <name>IdentifyPage</name>
    <message>
        <source>请放身份证</source>
        <translation>Put your ID card on the reader</translation>
    </message>
    <message>
        <source>按缴款码缴费</source>
        <translation>Pay by bill number</translation>
    </message>
    <message>
        <source>放在读卡区，放稳一两秒</source>
        <translation>Hold it still for a second or two</translation>
    </message>
    <message>
        <source>证件已经放着的话，请拿起来，再放一次</source>
        <translation>If your card is there already, lift it and put it down again</translation>
    </message>
    <message>
        <source>输入身份证号</source>
        <translation>Type the number</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>居民身份证、港澳台居民居住证、外国人永久居留身份证都可以</source>
        <translation>Resident ID cards, residence permits for Hong Kong, Macao and Taiwan, and permanent residence cards of foreigners</translation>
    </message>
    <message>
        <source>只用来查您的账单，办完就从机器上清除。</source>
        <translation>Used only to find your bills, then wiped from this terminal.</translation>
    </message>
    <message>
        <source>只用来查缴费记录，办完就从机器上清除。</source>
        <translation>Only used to find your payments, then wiped.</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>字母</source>
        <translation>ABC</translation>
    </message>
    <message>
        <source>退格</source>
        <translation>Erase</translation>
    </message>
</context>
<context>
    <name>Letters</name>
    <message>
        <source>退格</source>
        <translation>Erase</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>数字</source>
        <translation>123</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>邻里自助终端</source>
        <translation>Linli terminal</translation>
    </message>
</context>
<context>
    <name>MomentPage</name>
    <message>
        <source>请稍候</source>
        <translation>One moment</translation>
    </message>
    <message>
        <source>机器正在准备，马上就好。</source>
        <translation>The terminal is getting ready.</translation>
    </message>
    <message>
        <source>好了会自动继续，不用做什么。</source>
        <translation>It goes on by itself. There is nothing to do.</translation>
    </message>
    <message>
        <source>您的这笔付款 %1，后台正在接着处理。</source>
        <translation>Your payment of %1 is being seen through.</translation>
    </message>
    <message>
        <source>付过的钱有记录，不会丢，也不会重复扣。</source>
        <translation>Money paid is on record. It is not lost and never taken twice.</translation>
    </message>
    <message>
        <source>请稍等，连上以后这里会显示结果。</source>
        <translation>Please wait. The result appears here.</translation>
    </message>
</context>
<context>
    <name>NoSlipPage</name>
    <message>
        <source>打不了凭条，还缴吗？</source>
        <translation>No slip possible. Pay anyway?</translation>
    </message>
    <message>
        <source>现在还没有扣款</source>
        <translation>Nothing has been charged yet</translation>
    </message>
    <message>
        <source>不打凭条，照样缴</source>
        <translation>Pay without a slip</translation>
    </message>
    <message>
        <source>先不缴，返回</source>
        <translation>Not now, go back</translation>
    </message>
    <message>
        <source>一共要付</source>
        <translation>Total to pay</translation>
    </message>
    <message>
        <source>打印机现在用不了，付好以后没有纸质凭条。</source>
        <translation>The printer cannot print now: there will be no paper slip.</translation>
    </message>
    <message>
        <source>缴费一样有效，钱有记录。</source>
        <translation>The payment counts all the same and is recorded.</translation>
    </message>
    <message>
        <source>付好后可以在屏幕上看，以后也能在这里查到、补打。</source>
        <translation>You can see it on the screen afterwards, and find and print it here later.</translation>
    </message>
</context>
<context>
    <name>NotPaidPage</name>
    <message>
        <source>重新选账单</source>
        <translation>Choose again</translation>
    </message>
    <message>
        <source>回首页</source>
        <translation>Start page</translation>
    </message>
    <message>
        <source>不缴了，结束</source>
        <translation>Finish without paying</translation>
    </message>
</context>
<context>
    <name>NoticePage</name>
    <message>
        <source>通知公告</source>
        <translation>Notices</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>要点</source>
        <translation>In short</translation>
    </message>
    <message>
        <source>通知详情的二维码</source>
        <translation>Code with the details</translation>
    </message>
    <message>
        <source>用手机扫一扫，看详情</source>
        <translation>Scan it with your phone for the details</translation>
    </message>
</context>
<context>
    <name>NoticesPage</name>
    <message>
        <source>现在没有通知</source>
        <translation>No notices now</translation>
    </message>
    <message>
        <source>内容还没有送到</source>
        <translation>Nothing has arrived yet</translation>
    </message>
    <message>
        <source>通知公告</source>
        <translation>Notices</translation>
    </message>
    <message>
        <source>有新通知会显示在这里。</source>
        <translation>New ones will be shown here.</translation>
    </message>
    <message>
        <source>通知还在路上，请过一会儿再来看，或者问工作人员。</source>
        <translation>The notices are on their way. Please look again later, or ask the staff.</translation>
    </message>
    <message>
        <source>点一条，看全文</source>
        <translation>Touch one to read it</translation>
    </message>
    <message>
        <source>返回首页</source>
        <translation>Start page</translation>
    </message>
    <message>
        <source>想问的事，也可以打电话 %1</source>
        <translation>You can also call %1</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>正在取付款码</source>
        <translation>Getting the payment code</translation>
    </message>
    <message>
        <source>马上就好，请稍等。</source>
        <translation>One moment, please.</translation>
    </message>
    <message>
        <source>还没有扣款。</source>
        <translation>Nothing has been charged.</translation>
    </message>
    <message>
        <source>正在核对订单</source>
        <translation>Checking the order</translation>
    </message>
    <message>
        <source>后台还没有回话，我们一直在问。</source>
        <translation>There is no answer yet. We keep asking.</translation>
    </message>
    <message>
        <source>付款码还没有出来过，不会扣款。</source>
        <translation>No code has been shown, so nothing is charged.</translation>
    </message>
    <message>
        <source>请稍等，有了结果会马上显示。</source>
        <translation>Please wait. The result appears here at once.</translation>
    </message>
    <message>
        <source>正在取消这笔付款</source>
        <translation>Cancelling this payment</translation>
    </message>
    <message>
        <source>付款码到时间了，正在核对</source>
        <translation>The code has run out. Checking</translation>
    </message>
    <message>
        <source>正在核实付款结果</source>
        <translation>Checking your payment</translation>
    </message>
    <message>
        <source>平台暂时没有回话，我们一直在问。</source>
        <translation>The platform does not answer yet. We keep asking.</translation>
    </message>
    <message>
        <source>付了，钱就有记录，不会丢，也不会重复扣；没付，就不会扣。</source>
        <translation>If you paid, it is on record: not lost, never taken twice. If not, nothing is charged.</translation>
    </message>
    <message>
        <source>请不要再付一次。要先走的话，请记下查询号，打电话就能查到结果。</source>
        <translation>Please do not pay again. If you must go, note the reference and call for the result.</translation>
    </message>
    <message>
        <source>正在请平台关闭订单，并再核对一次有没有收到钱。</source>
        <translation>The platform is asked to close the order, and once more whether money arrived.</translation>
    </message>
    <message>
        <source>万一您刚刚付了款，会算缴费成功，或者原路退回。</source>
        <translation>Should you have paid just now, it counts as paid or goes back to you.</translation>
    </message>
    <message>
        <source>正在收款</source>
        <translation>Collecting the payment</translation>
    </message>
    <message>
        <source>已经读到您的付款码，正在等结果。</source>
        <translation>Your payment code was read; waiting for the result.</translation>
    </message>
    <message>
        <source>只会收一次，不会重复扣。</source>
        <translation>It is charged once and never twice.</translation>
    </message>
    <message>
        <source>请看看手机，可能要输密码。</source>
        <translation>Please look at your phone: it may ask for the password.</translation>
    </message>
    <message>
        <source>正在请平台撤销，并再核对一次有没有收到钱。</source>
        <translation>The platform is asked to cancel it and to check once more for money.</translation>
    </message>
    <message>
        <source>请不要再在手机上确认。</source>
        <translation>Please do not confirm on the phone any more.</translation>
    </message>
    <message>
        <source>请不要再扫刚才的码。</source>
        <translation>Please do not scan the code any more.</translation>
    </message>
    <message>
        <source>正在取消这笔订单</source>
        <translation>Cancelling this order</translation>
    </message>
    <message>
        <source>如果您扫码付过款，会算缴费成功，或者原路退回。</source>
        <translation>If you did pay, it counts as paid or goes back to you.</translation>
    </message>
    <message>
        <source>订单没有下完，正在请平台关闭。</source>
        <translation>The order was not completed. The platform is asked to close it.</translation>
    </message>
    <message>
        <source>已取消，没有付款</source>
        <translation>Cancelled, nothing paid</translation>
    </message>
    <message>
        <source>没有收到付款</source>
        <translation>No payment received</translation>
    </message>
    <message>
        <source>这笔订单已经关闭，刚才的付款码不能再用。</source>
        <translation>The order is closed. Its code cannot be used any more.</translation>
    </message>
    <message>
        <source>这笔订单已经关闭，不能再付。</source>
        <translation>This order is closed and cannot be paid.</translation>
    </message>
    <message>
        <source>平台没有收到这笔钱。如果手机上显示已付，会原路退回。</source>
        <translation>The platform received no money. If your phone says paid, it goes back to you.</translation>
    </message>
    <message>
        <source>没有扣款，您的钱没有动。</source>
        <translation>Nothing was charged. Your money is untouched.</translation>
    </message>
    <message>
        <source>想缴的话，请回首页重新开始。</source>
        <translation>To pay, please start again.</translation>
    </message>
    <message>
        <source>想缴的话，可以重新选账单。</source>
        <translation>To pay, choose your bills again.</translation>
    </message>
    <message>
        <source>收到付款，但金额对不上</source>
        <translation>A payment arrived, but the amount does not match</translation>
    </message>
    <message>
        <source>平台记下的金额和账单不一样，已停下来等人核对，没有打凭条。</source>
        <translation>The platform&apos;s amount is not that of the bill. It waits for a person to check; no slip is printed.</translation>
    </message>
    <message>
        <source>您付的钱有记录，不会丢，也不会重复扣。</source>
        <translation>Your payment is on record: not lost, never taken twice.</translation>
    </message>
    <message>
        <source>请不要再付。请记下查询号，找工作人员或打电话。</source>
        <translation>Please do not pay again. Note the reference and ask the staff or call.</translation>
    </message>
    <message>
        <source>钱已经退回</source>
        <translation>Your money has been returned</translation>
    </message>
    <message>
        <source>付款到账时订单已经关闭，账单没有缴上。</source>
        <translation>The money arrived after the order was closed. The bill is not paid.</translation>
    </message>
    <message>
        <source>这笔钱已原路退回您付款的账户。</source>
        <translation>It went back to the account you paid from.</translation>
    </message>
    <message>
        <source>要缴的话，请重新选账单。</source>
        <translation>To pay, choose your bills again.</translation>
    </message>
    <message>
        <source>这笔钱会退给您</source>
        <translation>You will get this money back</translation>
    </message>
    <message>
        <source>这笔钱会原路退回您付款的账户，不用您再做什么。</source>
        <translation>It goes back to the account you paid from. There is nothing for you to do.</translation>
    </message>
    <message>
        <source>请记下查询号，打电话可以查到退款。</source>
        <translation>Note the reference: by phone you can ask for the refund.</translation>
    </message>
    <message>
        <source>没有打纸质凭条</source>
        <translation>No paper slip was printed</translation>
    </message>
    <message>
        <source>可以在屏幕上看，以后也能在这里查到。</source>
        <translation>You can see it on the screen, and find it here later.</translation>
    </message>
    <message>
        <source>打印凭条</source>
        <translation>Print a slip</translation>
    </message>
    <message>
        <source>凭条打好了，请取走</source>
        <translation>Printed. Please take your slip</translation>
    </message>
    <message>
        <source>凭条在出纸口。</source>
        <translation>It is in the slot.</translation>
    </message>
    <message>
        <source>凭条没有打出来</source>
        <translation>The slip was not printed</translation>
    </message>
    <message>
        <source>%1。缴费已经成功，不受影响。</source>
        <translation>%1. Your payment is done all the same.</translation>
    </message>
    <message>
        <source>%1。退款不受影响。</source>
        <translation>%1. The refund is not affected.</translation>
    </message>
    <message>
        <source>再打一次</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>不确定凭条打好了没有</source>
        <translation>It is not certain that the slip was printed</translation>
    </message>
    <message>
        <source>请看看出纸口。没有的话可以补打，上面会印“补打”二字。</source>
        <translation>Please look at the slot. If there is none, print it again; it will be marked as a reprint.</translation>
    </message>
    <message>
        <source>补打一张</source>
        <translation>Print a marked copy</translation>
    </message>
    <message>
        <source>正在打印凭条…</source>
        <translation>Printing your slip…</translation>
    </message>
    <message>
        <source>请不要拉纸。</source>
        <translation>Please do not pull the paper.</translation>
    </message>
</context>
<context>
    <name>PaidPage</name>
    <message>
        <source>缴费成功</source>
        <translation>Paid</translation>
    </message>
    <message>
        <source>查询号 %1</source>
        <translation>Reference %1</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>在屏幕上看凭证</source>
        <translation>Show it here</translation>
    </message>
    <message>
        <source>已付</source>
        <translation>Paid</translation>
    </message>
    <message>
        <source>核验码</source>
        <translation>Verification code</translation>
    </message>
    <message>
        <source>手机扫一扫，可以查这笔缴费的真伪</source>
        <translation>Scan it with a phone to verify this payment</translation>
    </message>
</context>
<context>
    <name>Payment</name>
    <message>
        <source>%1 分 %2 秒</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 秒</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>PhonePage</name>
    <message>
        <source>请在手机上确认</source>
        <translation>Confirm on your phone</translation>
    </message>
    <message>
        <source>可能要输密码或按指纹</source>
        <translation>It may ask for a password or fingerprint</translation>
    </message>
    <message>
        <source>不付了，返回</source>
        <translation>Do not pay, go back</translation>
    </message>
    <message>
        <source>应付</source>
        <translation>To pay</translation>
    </message>
    <message>
        <source>网络断了，结果会晚一点显示。付过了请不要再付。</source>
        <translation>No connection: the result will come later. If you have paid, do not pay again.</translation>
    </message>
    <message>
        <source>手机上正在等您同意这笔付款。</source>
        <translation>Your phone is waiting for your consent to this payment.</translation>
    </message>
    <message>
        <source>您同意以后才会扣款，只扣一次。</source>
        <translation>Only after you agree is it charged, and only once.</translation>
    </message>
    <message>
        <source>付好以后请稍等，这里会自动显示结果。</source>
        <translation>After paying, please wait here for the result.</translation>
    </message>
</context>
<context>
    <name>ProblemPage</name>
    <message>
        <source>再试一次</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>回首页</source>
        <translation>Start page</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>按缴款码</source>
        <translation>By bill number</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>可以用手机拍下来</source>
        <translation>You can take a photo of it</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>补打凭条</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>查询号</source>
        <translation>Reference</translation>
    </message>
    <message>
        <source>缴费时间</source>
        <translation>Paid at</translation>
    </message>
    <message>
        <source>核验码</source>
        <translation>Verification code</translation>
    </message>
    <message>
        <source>手机扫一扫，可以查这笔缴费的真伪</source>
        <translation>Scan it with a phone to verify this payment</translation>
    </message>
</context>
<context>
    <name>Records</name>
    <message>
        <source>金额对不上，等人核对</source>
        <translation>Amount differs, being checked</translation>
    </message>
    <message>
        <source>还在核实</source>
        <translation>Being checked</translation>
    </message>
    <message>
        <source>还没有付</source>
        <translation>Not paid yet</translation>
    </message>
    <message>
        <source>缴费成功</source>
        <translation>Paid</translation>
    </message>
    <message>
        <source>没有付款</source>
        <translation>Not paid</translation>
    </message>
    <message>
        <source>等待退款</source>
        <translation>Refund due</translation>
    </message>
    <message>
        <source>已经退款</source>
        <translation>Refunded</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>正在打印凭条…</source>
        <translation>Printing your slip…</translation>
    </message>
</context>
<context>
    <name>RecordsPage</name>
    <message>
        <source>正在查缴费记录</source>
        <translation>Looking up your payments</translation>
    </message>
    <message>
        <source>没有缴费记录</source>
        <translation>No payments found</translation>
    </message>
    <message>
        <source>在这里缴过的费</source>
        <translation>Payments made here</translation>
    </message>
    <message>
        <source>请稍等</source>
        <translation>One moment, please</translation>
    </message>
    <message>
        <source>点一笔，可以看凭证、补打凭条</source>
        <translation>Touch one to see it or print its slip</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>正在查缴费记录…</source>
        <translation>Looking up your payments…</translation>
    </message>
    <message>
        <source>这台机器最近没有您的缴费记录。</source>
        <translation>This machine has no recent payment of yours.</translation>
    </message>
</context>
<context>
    <name>RefundPage</name>
    <message>
        <source>知道了，结束</source>
        <translation>I see. Finish</translation>
    </message>
    <message>
        <source>在屏幕上看</source>
        <translation>Show on screen</translation>
    </message>
    <message>
        <source>退款金额</source>
        <translation>Amount to return</translation>
    </message>
    <message>
        <source>这笔账单</source>
        <translation>This bill</translation>
    </message>
</context>
<context>
    <name>ServiceItem</name>
    <message>
        <source>多久办好</source>
        <translation>How long it takes</translation>
    </message>
    <message>
        <source>法定时限</source>
        <translation>Legal limit</translation>
    </message>
    <message>
        <source>不用跑</source>
        <translation>None</translation>
    </message>
    <message numerus="yes">
        <source>跑 %n 次</source>
        <translation>
            <numerusform>%n visit</numerusform>
            <numerusform>%n visits</numerusform>
        </translation>
    </message>
    <message>
        <source>要跑几次</source>
        <translation>Visits needed</translation>
    </message>
    <message>
        <source>有的能办，请先问工作人员</source>
        <translation>At some, please ask first</translation>
    </message>
    <message>
        <source>不能，请到窗口</source>
        <translation>No, please go to the counter</translation>
    </message>
    <message>
        <source>自助机能办吗</source>
        <translation>At a self-service machine</translation>
    </message>
    <message>
        <source>当场办结</source>
        <translation>At once</translation>
    </message>
    <message numerus="yes">
        <source>%n 个工作日</source>
        <translation>
            <numerusform>%n working day</numerusform>
            <numerusform>%n working days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n 天</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message>
        <source>收费</source>
        <translation>Fee</translation>
    </message>
    <message>
        <source>不收费</source>
        <translation>Free of charge</translation>
    </message>
    <message>
        <source>收费，请问窗口</source>
        <translation>There is a fee; ask the counter</translation>
    </message>
    <message>
        <source>地点</source>
        <translation>Where</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Hours</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>监督电话</source>
        <translation>Complaints</translation>
    </message>
    <message>
        <source>哪个部门办</source>
        <translation>Office</translation>
    </message>
    <message numerus="yes">
        <source>%n 份</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
    <message>
        <source>，</source>
        <translation>, </translation>
    </message>
    <message>
        <source>要带</source>
        <translation>needed</translation>
    </message>
    <message>
        <source>有就带</source>
        <translation>if you have it</translation>
    </message>
    <message>
        <source>正在打印…</source>
        <translation>Printing…</translation>
    </message>
    <message>
        <source>打好了，请取走</source>
        <translation>Printed, please take it</translation>
    </message>
    <message>
        <source>%1，%2</source>
        <translation>%1. %2</translation>
    </message>
</context>
<context>
    <name>ServicePage</name>
    <message>
        <source>怎么办这件事</source>
        <translation>How to do this</translation>
    </message>
    <message>
        <source>带走材料清单</source>
        <translation>Take the list with you</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>要带的材料</source>
        <translation>What to bring</translation>
    </message>
    <message>
        <source>不用带材料</source>
        <translation>Nothing to bring</translation>
    </message>
    <message>
        <source>时间和费用</source>
        <translation>Time and fee</translation>
    </message>
    <message>
        <source>去哪里办</source>
        <translation>Where to go</translation>
    </message>
    <message>
        <source>谁能办</source>
        <translation>Who may apply</translation>
    </message>
    <message>
        <source>怎么办</source>
        <translation>How it is done</translation>
    </message>
</context>
<context>
    <name>ServicesPage</name>
    <message>
        <source>要办哪一项？</source>
        <translation>Which service?</translation>
    </message>
    <message>
        <source>点一项，看怎么办</source>
        <translation>Choose one to see how it is done</translation>
    </message>
    <message>
        <source>按拼音首字母找</source>
        <translation>Find by pinyin initials</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>SlipPage</name>
    <message>
        <source>缴费凭证</source>
        <translation>Proof of payment</translation>
    </message>
    <message>
        <source>退款凭证</source>
        <translation>Refund slip</translation>
    </message>
    <message>
        <source>可以用手机拍下来</source>
        <translation>You can take a photo of it</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>查询号</source>
        <translation>Reference</translation>
    </message>
    <message>
        <source>凭条号</source>
        <translation>Slip</translation>
    </message>
    <message>
        <source>缴费时间</source>
        <translation>Paid at</translation>
    </message>
    <message>
        <source>地点</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>核验码</source>
        <translation>Verification code</translation>
    </message>
    <message>
        <source>手机扫一扫，可以查这笔缴费的真伪</source>
        <translation>Scan it with a phone to verify this payment</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>第 %1 步，共 %2 步：%3</source>
        <translation>Step %1 of %2: %3</translation>
    </message>
</context>
<context>
    <name>StillHere</name>
    <message>
        <source>您还在吗？</source>
        <translation>Are you still here?</translation>
    </message>
    <message>
        <source>没有人操作的话，为了保护您的信息，会自动退出。</source>
        <translation>If nobody answers, this visit ends, to keep your data safe.</translation>
    </message>
    <message>
        <source>我还在</source>
        <translation>I&apos;m still here</translation>
    </message>
    <message>
        <source>办完了，退出</source>
        <translation>I&apos;m done</translation>
    </message>
    <message>
        <source>秒后自动退出</source>
        <translation>seconds left</translation>
    </message>
</context>
<context>
    <name>Tale</name>
    <message>
        <source>查询号 %1</source>
        <translation>Reference %1</translation>
    </message>
    <message>
        <source>帮助电话 %1</source>
        <translation>Help: %1</translation>
    </message>
</context>
<context>
    <name>Trouble</name>
    <message>
        <source>没有扣款，您的钱没有动。</source>
        <translation>Nothing was charged. Your money is untouched.</translation>
    </message>
    <message>
        <source>这和钱没有关系：已经缴的费不受影响。</source>
        <translation>This is not about money: what you paid stays paid.</translation>
    </message>
    <message>
        <source>没有扣款；您填的内容没有留在机器里。</source>
        <translation>Nothing was charged, and nothing you entered is kept.</translation>
    </message>
    <message>
        <source>您的钱有记录，不会丢，也不会重复扣。</source>
        <translation>Your money is on record: not lost, never taken twice.</translation>
    </message>
    <message>
        <source>请再试一次；还不行，请工作人员帮忙。</source>
        <translation>Please try again, or ask the staff.</translation>
    </message>
    <message>
        <source>请过几分钟再来，或请工作人员帮忙。</source>
        <translation>Please come back in a few minutes, or ask the staff.</translation>
    </message>
    <message>
        <source>设备现在用不了</source>
        <translation>The device is not ready</translation>
    </message>
    <message>
        <source>机器里的这个设备没有回应。</source>
        <translation>This device in the terminal does not answer.</translation>
    </message>
    <message>
        <source>机器正忙</source>
        <translation>The terminal is busy</translation>
    </message>
    <message>
        <source>前面一件事还没有做完。</source>
        <translation>Something before it is not finished.</translation>
    </message>
    <message>
        <source>请等一会儿再试。</source>
        <translation>Please try again in a moment.</translation>
    </message>
    <message>
        <source>这里能读居民身份证、港澳台居民居住证和外国人永久居留身份证。</source>
        <translation>Resident ID cards, residence permits for Hong Kong, Macao and Taiwan, and permanent residence cards of foreigners can be read here.</translation>
    </message>
    <message>
        <source>请换一张，或输入证件上的号码。</source>
        <translation>Please use another card, or type the number on it.</translation>
    </message>
    <message>
        <source>没有得到明确的答复</source>
        <translation>No clear answer</translation>
    </message>
    <message>
        <source>后台答复得不完整，机器不敢照着办。</source>
        <translation>The answer was not complete, so nothing was done.</translation>
    </message>
    <message>
        <source>账单有变动</source>
        <translation>The bills have changed</translation>
    </message>
    <message>
        <source>选的账单和平台上的对不上，可能刚刚更新过。</source>
        <translation>What you chose is not what the platform has. It may have changed just now.</translation>
    </message>
    <message>
        <source>金额变了</source>
        <translation>The amount has changed</translation>
    </message>
    <message>
        <source>账单的金额刚刚有变动，和您看到的不一样。</source>
        <translation>A bill has just changed and is not what you were shown.</translation>
    </message>
    <message>
        <source>请重新看一遍账单再付。</source>
        <translation>Please look at the bills again before paying.</translation>
    </message>
    <message>
        <source>这笔订单对不上</source>
        <translation>The order does not match</translation>
    </message>
    <message>
        <source>同一个订单号下有不一样的内容，机器停下来了。</source>
        <translation>Two orders have the same number but not the same content. The terminal has stopped here.</translation>
    </message>
    <message>
        <source>请工作人员帮忙查一下。</source>
        <translation>Please ask the staff to look into it.</translation>
    </message>
    <message>
        <source>这台机器暂时不能收费</source>
        <translation>This terminal takes no payments now</translation>
    </message>
    <message>
        <source>机器现在记不了账，所以不收钱。</source>
        <translation>It cannot write its records, so it takes no money.</translation>
    </message>
    <message>
        <source>请到窗口缴费，或请工作人员帮忙。</source>
        <translation>Please pay at the counter, or ask the staff.</translation>
    </message>
    <message>
        <source>需要重新查一次</source>
        <translation>Please look it up again</translation>
    </message>
    <message>
        <source>这些内容已经不在机器里了。</source>
        <translation>This is not in the terminal any more.</translation>
    </message>
    <message>
        <source>请再查一次。</source>
        <translation>Please look it up once more.</translation>
    </message>
    <message>
        <source>这一项刚刚更新了</source>
        <translation>This entry has just changed</translation>
    </message>
    <message>
        <source>办事指南换了新的，您点的这一项已经撤下或者改了名字。</source>
        <translation>The guide was renewed; what you touched has been withdrawn or has another name.</translation>
    </message>
    <message>
        <source>请到新的指南里再找一找，或请工作人员帮忙。</source>
        <translation>Please look in the new guide, or ask the staff.</translation>
    </message>
    <message>
        <source>等的时间到了</source>
        <translation>Time is up</translation>
    </message>
    <message>
        <source>时间到了，事情还没有做完。</source>
        <translation>It was not finished in time.</translation>
    </message>
    <message>
        <source>请再试一次。</source>
        <translation>Please try again.</translation>
    </message>
    <message>
        <source>已经取消</source>
        <translation>Cancelled</translation>
    </message>
    <message>
        <source>这一步没有做完就停下了。</source>
        <translation>This step was stopped before its end.</translation>
    </message>
    <message>
        <source>没读完就拿开了</source>
        <translation>The card was taken away too soon</translation>
    </message>
    <message>
        <source>身份证离开得早了一点。</source>
        <translation>It left the reader before it was read.</translation>
    </message>
    <message>
        <source>请再放一次，放稳等一两秒。</source>
        <translation>Please put it there again and hold it still for a second or two.</translation>
    </message>
    <message>
        <source>没有读出来</source>
        <translation>The card could not be read</translation>
    </message>
    <message>
        <source>证件没有放平，或者证件里的芯片坏了。</source>
        <translation>It did not lie flat, or its chip is damaged.</translation>
    </message>
    <message>
        <source>请放平再试；也可以输入身份证号。</source>
        <translation>Lay it flat and try again, or type the number.</translation>
    </message>
    <message>
        <source>这种证件读不了</source>
        <translation>This kind of card cannot be read</translation>
    </message>
    <message>
        <source>设备的回答看不懂</source>
        <translation>The device&apos;s answer makes no sense</translation>
    </message>
    <message>
        <source>传来的内容不完整，所以没有用。</source>
        <translation>It was not complete, so it was not used.</translation>
    </message>
    <message>
        <source>设备出故障了</source>
        <translation>The device is out of order</translation>
    </message>
    <message>
        <source>机器里的这个设备报告了故障，维护人员会看到。</source>
        <translation>The device reports a fault. The technicians will see it.</translation>
    </message>
    <message>
        <source>打印纸用完了</source>
        <translation>The paper has run out</translation>
    </message>
    <message>
        <source>凭条没有打出来。</source>
        <translation>The slip was not printed.</translation>
    </message>
    <message>
        <source>可以在屏幕上看，或请工作人员换纸后再打。</source>
        <translation>Look at it on the screen, or ask the staff for new paper.</translation>
    </message>
    <message>
        <source>打印机卡纸了</source>
        <translation>The paper is jammed</translation>
    </message>
    <message>
        <source>凭条可能没有打完整。</source>
        <translation>The slip may not be complete.</translation>
    </message>
    <message>
        <source>可以在屏幕上看，或请工作人员帮忙。</source>
        <translation>Look at it on the screen, or ask the staff.</translation>
    </message>
    <message>
        <source>打印机的盖子开着</source>
        <translation>The printer&apos;s cover is open</translation>
    </message>
    <message>
        <source>请工作人员合上盖子后再打。</source>
        <translation>Please ask the staff to close it, then print again.</translation>
    </message>
    <message>
        <source>切纸刀卡住了</source>
        <translation>The cutter is stuck</translation>
    </message>
    <message>
        <source>凭条可能留在出纸口里。</source>
        <translation>The slip may be stuck in the slot.</translation>
    </message>
    <message>
        <source>请不要用力拉，请工作人员帮忙。</source>
        <translation>Please do not pull it. Ask the staff.</translation>
    </message>
    <message>
        <source>不确定打好了没有</source>
        <translation>It is not certain that it was printed</translation>
    </message>
    <message>
        <source>打印机没有回话，凭条可能打了，也可能没有打。</source>
        <translation>The printer did not answer. The slip may or may not be printed.</translation>
    </message>
    <message>
        <source>请看看出纸口；没有的话可以再打。</source>
        <translation>Please look at the slot. If there is none, print again.</translation>
    </message>
    <message>
        <source>打印的时候机器重新启动了。</source>
        <translation>The terminal started anew while printing.</translation>
    </message>
    <message>
        <source>网络不通</source>
        <translation>No connection</translation>
    </message>
    <message>
        <source>现在连不上县里的服务平台，缴费和查询都办不了。</source>
        <translation>The county&apos;s platform cannot be reached: no paying and no look-up now.</translation>
    </message>
    <message>
        <source>平台没有及时答复</source>
        <translation>The platform did not answer in time</translation>
    </message>
    <message>
        <source>服务平台现在很忙，等了很久没有回话。</source>
        <translation>The platform is busy. There was no answer for a long time.</translation>
    </message>
    <message>
        <source>平台出了点问题</source>
        <translation>The platform has a problem</translation>
    </message>
    <message>
        <source>服务平台的答复不对，机器没有照着办。</source>
        <translation>Its answer was wrong, so nothing was done.</translation>
    </message>
    <message>
        <source>机器内部断开了</source>
        <translation>A part of the terminal does not answer</translation>
    </message>
    <message>
        <source>机器的后台没有回应，正在重新连接。</source>
        <translation>The terminal&apos;s background service is being connected again.</translation>
    </message>
    <message>
        <source>这次办理已经结束</source>
        <translation>This visit has ended</translation>
    </message>
    <message>
        <source>机器中断了一会儿，为了保护您的信息，已经全部清除。</source>
        <translation>The terminal was interrupted. To keep your data safe, all of it was wiped.</translation>
    </message>
    <message>
        <source>请从头再来一次，用不了多久。</source>
        <translation>Please start again. It does not take long.</translation>
    </message>
    <message>
        <source>还不知道您是谁</source>
        <translation>We do not know yet who you are</translation>
    </message>
    <message>
        <source>查账单要先读身份证或输入号码。</source>
        <translation>To find bills, your ID card or number is needed.</translation>
    </message>
    <message>
        <source>请再放一次身份证。</source>
        <translation>Please put your ID card on the reader again.</translation>
    </message>
    <message>
        <source>姓名和号码对不上</source>
        <translation>Name and number do not match</translation>
    </message>
    <message>
        <source>平台登记的姓名和证件上的不一样。</source>
        <translation>The name on record is not the one on the card.</translation>
    </message>
    <message>
        <source>请到窗口核对您的登记信息。</source>
        <translation>Please have your record checked at the counter.</translation>
    </message>
    <message>
        <source>平台上没有这笔订单</source>
        <translation>The platform has no such order</translation>
    </message>
    <message>
        <source>订单没有送到平台。</source>
        <translation>The order did not reach the platform.</translation>
    </message>
    <message>
        <source>请重新选择账单。</source>
        <translation>Please choose your bills again.</translation>
    </message>
    <message>
        <source>订单没有下成</source>
        <translation>The order was not made</translation>
    </message>
    <message>
        <source>机器内部断开了一下，订单没有送出去。</source>
        <translation>The terminal was interrupted and the order was not sent.</translation>
    </message>
    <message>
        <source>没有查到这个号码</source>
        <translation>This number was not found</translation>
    </message>
    <message>
        <source>平台上没有这个受理编号。</source>
        <translation>The platform has no case with this number.</translation>
    </message>
    <message>
        <source>请对照受理单，再核对一遍。</source>
        <translation>Please compare it with your acceptance slip.</translation>
    </message>
    <message>
        <source>这不是受理单上的码</source>
        <translation>This is not the code of an acceptance slip</translation>
    </message>
    <message>
        <source>扫到的内容里没有受理编号。</source>
        <translation>There is no case number in it.</translation>
    </message>
    <message>
        <source>请扫受理单上的码，或输入编号。</source>
        <translation>Please scan the code on the slip, or type the number.</translation>
    </message>
    <message>
        <source>没有查到这个缴款码</source>
        <translation>No bill has this number</translation>
    </message>
    <message>
        <source>平台上没有这个号码的账单。</source>
        <translation>The platform has no bill with this number.</translation>
    </message>
    <message>
        <source>请对照缴款通知，再核对一遍。</source>
        <translation>Please compare it with your notice.</translation>
    </message>
    <message>
        <source>这里面没有找到号码</source>
        <translation>No number found in this</translation>
    </message>
    <message>
        <source>扫到或输入的内容不是这里要的号码。</source>
        <translation>What was scanned or typed is not the number that is needed.</translation>
    </message>
    <message>
        <source>请换一个码，或输入号码。</source>
        <translation>Try another code, or type the number.</translation>
    </message>
    <message>
        <source>没有查到这笔缴费</source>
        <translation>This payment was not found</translation>
    </message>
    <message>
        <source>这台机器上没有这笔缴费的记录。</source>
        <translation>This machine has no record of this payment.</translation>
    </message>
    <message>
        <source>请核对查询号；在别的机器缴的，请到那台机器查。</source>
        <translation>Please check the reference; if you paid at another machine, ask there.</translation>
    </message>
    <message>
        <source>这不是付款码</source>
        <translation>This is no payment code</translation>
    </message>
    <message>
        <source>扫到的码不能用来付款。</source>
        <translation>The code that was scanned cannot pay.</translation>
    </message>
    <message>
        <source>请在微信、支付宝或云闪付里打开“付款码”。</source>
        <translation>Open the payment code in WeChat, Alipay or UnionPay.</translation>
    </message>
    <message>
        <source>请再出示一次付款码</source>
        <translation>Show the code once more</translation>
    </message>
    <message>
        <source>刚才的付款码已经过时，没有用上。</source>
        <translation>The code read before was too old and was not used.</translation>
    </message>
    <message>
        <source>请让手机亮着付款码，再放到扫码口。</source>
        <translation>Keep the payment code on the phone and hold it to the scanner.</translation>
    </message>
    <message>
        <source>现在打不了凭条</source>
        <translation>No slip can be printed now</translation>
    </message>
    <message>
        <source>打印机现在用不了，所以还没有收钱。</source>
        <translation>The printer cannot print now, so no money was taken.</translation>
    </message>
    <message>
        <source>可以不打凭条缴，或过一会儿再来。</source>
        <translation>Pay without a slip, or come back later.</translation>
    </message>
    <message>
        <source>付款码过时了</source>
        <translation>The payment code was too old</translation>
    </message>
    <message>
        <source>手机上的付款码每分钟换一次，刚才的已经不能用。</source>
        <translation>The code on the phone changes each minute; the one before is no longer valid.</translation>
    </message>
    <message>
        <source>请刷新付款码，再试一次。</source>
        <translation>Refresh the code on the phone and try again.</translation>
    </message>
    <message>
        <source>付款码不能用</source>
        <translation>The payment code was not accepted</translation>
    </message>
    <message>
        <source>支付平台不认这个付款码，可能已经用过。</source>
        <translation>The payment service does not accept this code; it may have been used.</translation>
    </message>
    <message>
        <source>请刷新付款码再试，或改用手机扫码付款。</source>
        <translation>Refresh the code and try again, or scan the machine&apos;s code instead.</translation>
    </message>
    <message>
        <source>余额不够</source>
        <translation>Not enough balance</translation>
    </message>
    <message>
        <source>手机里选的账户余额不够付这笔钱。</source>
        <translation>The account chosen on the phone has too little money.</translation>
    </message>
    <message>
        <source>请在手机里换一张卡，再试一次。</source>
        <translation>Choose another card on the phone and try again.</translation>
    </message>
    <message>
        <source>手机上没有同意付款</source>
        <translation>Not agreed to on the phone</translation>
    </message>
    <message>
        <source>这笔付款在手机上取消了，或密码没有输对。</source>
        <translation>It was cancelled on the phone, or the password was wrong.</translation>
    </message>
    <message>
        <source>想缴的话，请再试一次。</source>
        <translation>To pay, please try again.</translation>
    </message>
    <message>
        <source>这张账单已经缴过了</source>
        <translation>This bill is paid already</translation>
    </message>
    <message>
        <source>平台上记着它已经缴清。</source>
        <translation>The platform has it on record as paid.</translation>
    </message>
    <message>
        <source>不用再缴；其他账单可以重新选。</source>
        <translation>No need to pay it again. You can choose other bills.</translation>
    </message>
    <message>
        <source>这张账单正在别处付款</source>
        <translation>This bill is being paid elsewhere</translation>
    </message>
    <message>
        <source>同一张账单在手机或另一台机器上有没付完的订单。</source>
        <translation>There is an open order for it on a phone or another terminal.</translation>
    </message>
    <message>
        <source>请在那边付完，或过几分钟再来。</source>
        <translation>Please finish paying there, or come back in a few minutes.</translation>
    </message>
    <message>
        <source>这笔订单已经关闭</source>
        <translation>This order is closed</translation>
    </message>
    <message>
        <source>订单关闭后不能再付。</source>
        <translation>A closed order cannot be paid.</translation>
    </message>
    <message>
        <source>没有扣款；如果手机上显示已付，会原路退回。</source>
        <translation>Nothing was charged. If your phone says paid, it goes back to you.</translation>
    </message>
    <message>
        <source>钱到得晚了一步</source>
        <translation>The money came too late</translation>
    </message>
    <message>
        <source>付款到账时，这笔订单已经关闭，账单没有缴上。</source>
        <translation>It arrived after the order was closed. The bill is not paid.</translation>
    </message>
    <message>
        <source>这笔钱会原路退回您付款的账户。</source>
        <translation>It goes back to the account you paid from.</translation>
    </message>
    <message>
        <source>请记下查询号，打电话可以查到。</source>
        <translation>Note the reference: by phone you can ask for it.</translation>
    </message>
    <message>
        <source>请稍等，暂时不收费</source>
        <translation>One moment: no payments just now</translation>
    </message>
    <message>
        <source>机器刚刚重新启动，正在核对前面的付款。</source>
        <translation>The terminal has just started and is checking earlier payments.</translation>
    </message>
    <message>
        <source>请等一两分钟再试。</source>
        <translation>Please try again in a minute or two.</translation>
    </message>
    <message>
        <source>现在不能缴费</source>
        <translation>No payments at the moment</translation>
    </message>
    <message>
        <source>机器暂时停了收费。</source>
        <translation>This machine takes no payments for now.</translation>
    </message>
    <message>
        <source>没有付款记录</source>
        <translation>There is no payment on record</translation>
    </message>
    <message>
        <source>没有查到付款，所以不能打凭条。</source>
        <translation>Without a payment there is no slip.</translation>
    </message>
    <message>
        <source>这一步没有办成</source>
        <translation>This did not work</translation>
    </message>
    <message>
        <source>出了一个没有预料到的问题。</source>
        <translation>Something unexpected went wrong.</translation>
    </message>
    <message>
        <source>付过的钱都有记录，不会丢，也不会重复扣。</source>
        <translation>Money paid is on record: not lost, never taken twice.</translation>
    </message>
</context>
<context>
    <name>Turns</name>
    <message>
        <source>往上看</source>
        <translation>Up</translation>
    </message>
    <message>
        <source>往下看</source>
        <translation>Down</translation>
    </message>
</context>
<context>
    <name>TypeBillPage</name>
    <message>
        <source>请输入缴款码</source>
        <translation>Type the bill number</translation>
    </message>
    <message>
        <source>号码印在缴款通知上</source>
        <translation>It is printed on your notice</translation>
    </message>
    <message>
        <source>查询</source>
        <translation>Look it up</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>TypeCasePage</name>
    <message>
        <source>请输入受理编号</source>
        <translation>Type the case number</translation>
    </message>
    <message>
        <source>编号印在受理单的上方</source>
        <translation>It stands at the top of your acceptance slip</translation>
    </message>
    <message>
        <source>查询</source>
        <translation>Look it up</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>TypeIdPage</name>
    <message>
        <source>请输入身份证号</source>
        <translation>Type your ID number</translation>
    </message>
    <message>
        <source>继续</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>清空</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>TypeReferencePage</name>
    <message>
        <source>请输入查询号</source>
        <translation>Type the reference</translation>
    </message>
    <message>
        <source>查询号印在凭条上</source>
        <translation>It is printed on your slip</translation>
    </message>
    <message>
        <source>查询</source>
        <translation>Look it up</translation>
    </message>
    <message>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>Visit</name>
    <message>
        <source>生活缴费</source>
        <translation>Pay bills</translation>
    </message>
    <message>
        <source>办件进度</source>
        <translation>Application status</translation>
    </message>
    <message>
        <source>缴费记录</source>
        <translation>My payments</translation>
    </message>
    <message>
        <source>办事指南</source>
        <translation>Service guide</translation>
    </message>
    <message>
        <source>通知公告</source>
        <translation>Notices</translation>
    </message>
    <message>
        <source>身份</source>
        <translation>Identity</translation>
    </message>
    <message>
        <source>选账单</source>
        <translation>Bills</translation>
    </message>
    <message>
        <source>核对</source>
        <translation>Check</translation>
    </message>
    <message>
        <source>付款</source>
        <translation>Pay</translation>
    </message>
    <message>
        <source>凭条</source>
        <translation>Slip</translation>
    </message>
    <message>
        <source>受理单</source>
        <translation>Your slip</translation>
    </message>
    <message>
        <source>进度</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>付款结果还在核实</source>
        <translation>Your payment is still being checked</translation>
    </message>
    <message>
        <source>请取走身份证和凭条</source>
        <translation>Please take your ID card and your slip</translation>
    </message>
    <message>
        <source>请取走身份证</source>
        <translation>Please take your ID card</translation>
    </message>
    <message>
        <source>请取走凭条</source>
        <translation>Please take your slip</translation>
    </message>
    <message>
        <source>已经退出</source>
        <translation>This visit has ended</translation>
    </message>
    <message>
        <source>办完了，请慢走</source>
        <translation>All done. Goodbye</translation>
    </message>
    <message>
        <source>请记下查询号 %1，打电话可以查到结果。您的信息已从机器上清除。</source>
        <translation>Note the reference %1 and call for the result. Your data has been wiped.</translation>
    </message>
    <message>
        <source>打电话可以查到结果。您的信息已从机器上清除。</source>
        <translation>Call for the result. Your data has been wiped.</translation>
    </message>
    <message>
        <source>很久没有人操作，已经退出。您的信息已从机器上清除。</source>
        <translation>Nobody touched the screen, so this visit has ended. Your data has been wiped.</translation>
    </message>
    <message>
        <source>您的信息已从机器上清除。</source>
        <translation>Your data has been wiped from this terminal.</translation>
    </message>
</context>
<context>
    <name>WaitPage</name>
    <message>
        <source>办别的事</source>
        <translation>Do something else</translation>
    </message>
    <message>
        <source>不等了，先离开</source>
        <translation>Leave without waiting</translation>
    </message>
    <message>
        <source>这笔付款</source>
        <translation>This payment</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>读卡器现在用不了，请输入身份证号</source>
        <translation>The card reader is out of order now. Please type your number</translation>
    </message>
    <message>
        <source>现在不能打印凭条，可以在屏幕上看</source>
        <translation>No slips now. You can look at them on the screen</translation>
    </message>
    <message>
        <source>扫码器现在用不了，请输入编号</source>
        <translation>The scanner is out of order; please type the number</translation>
    </message>
    <message>
        <source>县</source>
        <translation>County</translation>
    </message>
    <message>
        <source>街道</source>
        <translation>Street</translation>
    </message>
    <message>
        <source>社区</source>
        <translation>Community</translation>
    </message>
    <message>
        <source>网格</source>
        <translation>Grid</translation>
    </message>
</context>
</TS>
